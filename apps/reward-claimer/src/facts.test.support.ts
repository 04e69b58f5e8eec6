import type { Outcome } from '@pacer/agent';
import type { Duty } from '@pacer/client';
import { RewardError } from '@pacer/proto/errors';
import { RewardState } from '@pacer/proto/reward/v1';
import fc from 'fast-check';
import type { AttemptFacts, EpochFacts, Facts } from './facts.js';

/** An epoch that is settled at 73 and waits for its claim; the local preset. */
export function epochFacts(change: Partial<EpochFacts> = {}): EpochFacts {
  return {
    ...{ epoch: 0n, epochLength: 90n, window: { from: 73n, end: 181n, exact: false }, member: true, keyFits: true },
    ...{ sigma: 'kept', settled: true, reward: RewardState.CLAIMABLE, amount: 25_000n, settledHeight: 73n },
    ...{ claimedHeight: 0n, payout: 'pacer1payout', absencePpm: 0, confirmed: false, attempts: [] },
    duties: { assigned: 13, missing: [], completeSince: 60n, unwanted: [], doneHere: 0, lastError: undefined },
    ...change,
  };
}

export function factsOf(of: EpochFacts, change: Partial<Facts> = {}): Facts {
  return { height: 74n, epoch: 0n, blockMs: 500n, blockTimeNs: 0n, epochs: [of], ...change };
}

export function attempt(number: number, outcome?: Outcome): AttemptFacts {
  const state = outcome ? 'final' : 'broadcast';
  return { attempt: number, state, hash: `HASH${number}`, deadlineNs: 1n, refusal: undefined, outcome };
}

export function refused(height: bigint, code: number = RewardError.DUTIES_MISSING): Outcome {
  return { kind: 'failed', height, codespace: 'reward', code, log: 'for people' };
}

export function duty(batch: bigint, index = 0): Duty {
  return { batch, index, owner: 'pacer1owner', model: 'pacer/ref-1' };
}

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc
    .record({ height: fc.bigInt(1n, 400n), code: fc.integer({ min: 2, max: 12 }) })
    .map((one) => refused(one.height, one.code)),
  fc.constant<Outcome>({ kind: 'dead', provenBy: ['a', 'b'] }),
);

/** Attempts as the engine makes them: all but the last are final. */
const attempts = fc
  .tuple(fc.array(outcome, { maxLength: 5 }), fc.boolean())
  .map(([outcomes, open]) => [
    ...outcomes.map((one, index) => attempt(index + 1, one)),
    ...(open ? [attempt(outcomes.length + 1)] : []),
  ]);

const someDuties = fc
  .uniqueArray(fc.bigInt(0n, 30n), { maxLength: 6 })
  .map((batches) => batches.map((batch) => duty(batch)));

const dutyState = fc
  .record({ missing: someDuties, since: fc.bigInt(1n, 400n), wanted: fc.boolean() })
  .map(({ missing, since, wanted }) => ({
    ...{ assigned: missing.length + 3, missing, doneHere: 0, lastError: undefined },
    completeSince: missing.length > 0 ? undefined : since,
    unwanted: wanted ? [] : missing,
  }));

/** Any epoch, in any state, with any history. */
export const anyEpoch: fc.Arbitrary<EpochFacts> = fc
  .record({
    epoch: fc.bigInt(0n, 4n),
    epochLength: fc.constantFrom(90n, 17_280n),
    from: fc.bigInt(70n, 300n),
    span: fc.bigInt(40n, 40_000n),
    exact: fc.boolean(),
    member: fc.boolean(),
    keyFits: fc.boolean(),
    sigma: fc.constantFrom('kept' as const, 'absent' as const, 'foreign' as const),
    settled: fc.boolean(),
    reward: fc.constantFrom(
      RewardState.UNSPECIFIED,
      RewardState.CLAIMABLE,
      RewardState.HELD,
      RewardState.PAID,
      RewardState.BURNED,
    ),
    duties: fc.option(dutyState, { nil: undefined }),
    attempts,
    confirmed: fc.boolean(),
  })
  .map(({ from, span, exact, ...rest }) => ({
    ...rest,
    ...{ window: { from, end: from + span, exact }, amount: 1n, settledHeight: from, claimedHeight: 0n, payout: '' },
    absencePpm: 0,
  }));

export const anyFacts: fc.Arbitrary<Facts> = fc
  .record({ height: fc.bigInt(1n, 500n), epoch: fc.bigInt(0n, 6n), epochs: fc.array(anyEpoch, { maxLength: 3 }) })
  .map((facts) => ({ ...facts, blockMs: 500n, blockTimeNs: 0n }));
