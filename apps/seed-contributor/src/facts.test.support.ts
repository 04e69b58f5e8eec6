import type { Outcome } from '@pacer/agent';
import { SprintError } from '@pacer/proto/errors';
import fc from 'fast-check';
import type { AttemptFacts, Facts, PartFacts, Prepared, RoundFacts } from './facts.js';

export const ready: Prepared = { state: 'ready', payload: 'aa' };

export function partFacts(change: Partial<PartFacts> = {}): PartFacts {
  return { height: 0n, shown: false, prepared: ready, attempts: [], ...change };
}

/** Epoch 0 of the local preset, of a Host with 16 of 64 slots that deals at height 20; nobody has dealt. */
export function roundFacts(change: Partial<RoundFacts> = {}): RoundFacts {
  return {
    ...{ epoch: 0n, held: { first: 17, count: 16 }, keyFits: true, slots: 64, threshold: 33, dealtSlots: 0 },
    ...{ dealWindow: { from: 11n, end: 51n, exact: true }, dealAt: 20n, closeHeight: 0n, cutoff: 73n, openFrom: 0n },
    ...{ nextStart: 0n, earliestEnd: 91n, beaconHeight: 0n, attemptsUsed: 0, maxAttempts: 3 },
    parts: { deal: partFacts(), open: partFacts() },
    ...change,
  };
}

/** The same after the close: this Host and two others have dealt. */
export function closedRound(change: Partial<RoundFacts> = {}): RoundFacts {
  const parts = { deal: partFacts({ height: 21n, shown: true }), open: partFacts() };
  return roundFacts({ closeHeight: 51n, openFrom: 73n, dealtSlots: 48, parts, ...change });
}

export function factsOf(round: RoundFacts, height: bigint): Facts {
  return { height, epoch: round.epoch, blockMs: 500n, round };
}

export function attempt(number: number, outcome?: Outcome, payload = 'aa'): AttemptFacts {
  const state = outcome ? 'final' : 'broadcast';
  return { attempt: number, state, hash: `HASH${number}`, deadlineNs: 1n, payload, refusal: undefined, outcome };
}

export function refused(height: bigint, code: number, codespace = 'sprint'): Outcome {
  return { kind: 'failed', height, codespace, code, log: 'for people' };
}

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc
    .record({ height: fc.bigInt(1n, 200n), code: fc.integer({ min: 2, max: 21 }) })
    .map(({ height, code }) => refused(height, code)),
  fc.constant<Outcome>({ kind: 'dead', provenBy: ['a', 'b'] }),
  fc.constant<Outcome>(refused(30n, SprintError.TOO_EARLY)),
  fc.constant<Outcome>(refused(30n, 5, 'feegrant')),
);

const payload = fc.constantFrom('aa', 'bb');

/** Attempts as the engine makes them: all but the last are final. */
const attempts = fc
  .tuple(fc.array(fc.tuple(outcome, payload), { maxLength: 4 }), fc.boolean())
  .map(([ended, open]) => [
    ...ended.map(([one, its], index) => attempt(index + 1, one, its)),
    ...(open ? [attempt(ended.length + 1)] : []),
  ]);

const prepared: fc.Arbitrary<Prepared> = fc.oneof(
  fc.constant<Prepared>({ state: 'absent' }),
  fc.constant<Prepared>({ state: 'computing' }),
  payload.map((its): Prepared => ({ state: 'ready', payload: its })),
  fc.bigInt(1n, 200n).map((height): Prepared => ({ state: 'failed', height, why: 'no endpoint' })),
);

const part: fc.Arbitrary<PartFacts> = fc
  .record({ height: fc.constantFrom(0n, 0n, 40n), shown: fc.boolean(), prepared, attempts })
  .map((of) => ({ ...of, shown: of.shown && of.height > 0n }));

/** Any round, in any state, with any history. */
export const anyFacts: fc.Arbitrary<Facts> = fc
  .record({
    height: fc.bigInt(1n, 200n),
    round: fc.record({
      held: fc.option(fc.constant({ first: 17, count: 16 }), { nil: undefined }),
      keyFits: fc.boolean(),
      dealtSlots: fc.integer({ min: 0, max: 64 }),
      dealAt: fc.bigInt(11n, 30n),
      closeHeight: fc.constantFrom(0n, 0n, 51n, 90n),
      nextStart: fc.constantFrom(0n, 0n, 91n, 150n),
      attemptsUsed: fc.integer({ min: 0, max: 4 }),
      parts: fc.record({ deal: part, open: part }),
    }),
  })
  .map(({ height, round }) => {
    const { closeHeight } = round;
    const openFrom = closeHeight === 0n ? 0n : closeHeight + 1n > 73n ? closeHeight + 1n : 73n;
    return factsOf(roundFacts({ ...round, openFrom }), height);
  });
