import { describe, expect, test } from '@jest/globals';
import { RewardError } from '@pacer/proto/errors';
import { RewardState } from '@pacer/proto/reward/v1';
import fc from 'fast-check';
import { mostClaims, pauseBlocks } from './cadence.js';
import type { AttemptFacts, ClaimerAction, ClaimWindow, EpochFacts, Facts } from './facts.js';
import { anyFacts, attempt, duty, epochFacts, factsOf, refused } from './facts.test.support.js';
import { isClaimed, isTooLate, nextClaim, plan } from './plan.js';
import { epochReport } from './report.js';

const claims = (actions: readonly ClaimerAction[]) =>
  actions.filter((action): action is Extract<ClaimerAction, { kind: 'claim' }> => action.kind === 'claim');

function always(check: (facts: Facts, actions: ClaimerAction[]) => void): void {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      check(facts, plan(facts));
    }),
    { numRuns: 1000 },
  );
}

describe('plan, for any facts', () => {
  test('never begins a claim while another of the epoch is under way', () => {
    always((facts, actions) => {
      for (const { epoch } of claims(actions)) {
        const candidates = facts.epochs.filter((of) => of.epoch === epoch);
        expect(candidates.some(({ attempts }) => attempts.every(({ outcome }) => outcome))).toBe(true);
      }
      for (const of of facts.epochs) {
        if (of.attempts.some(({ outcome }) => !outcome)) expect(claims(plan({ ...facts, epochs: [of] }))).toEqual([]);
      }
    });
  });

  test('numbers an attempt after those that ended', () => {
    always((facts) => {
      for (const of of facts.epochs) {
        const [claim] = claims(plan({ ...facts, epochs: [of] }));
        if (claim) expect(claim.attempt).toBe(of.attempts.length + 1);
      }
    });
  });

  test('does nothing for an epoch whose claim the chain shows, whoever made it', () => {
    always((facts) => {
      for (const of of facts.epochs) if (isClaimed(of)) expect(plan({ ...facts, epochs: [of] })).toEqual([]);
    });
  });

  test('always sends the first claim of a settled epoch, whatever is missing', () => {
    always((facts) => {
      for (const of of facts.epochs) {
        const due = of.member && of.settled && of.reward === RewardState.CLAIMABLE && of.attempts.length === 0;
        if (due && !isTooLate(facts, of)) {
          expect(claims(plan({ ...facts, epochs: [of] }))).toEqual([{ kind: 'claim', epoch: of.epoch, attempt: 1 }]);
        }
      }
    });
  });

  test('gives an epoch up only when the second epoch after it has begun', () => {
    always((facts) => {
      for (const of of facts.epochs) {
        const { state } = epochReport(facts, of);
        if (state === 'hopeless') expect(facts.epoch).toBeGreaterThanOrEqual(of.epoch + 2n);
        const open = of.member && of.settled && of.reward === RewardState.CLAIMABLE && facts.epoch < of.epoch + 2n;
        if (open) expect(['now', 'at', 'pending']).toContain(nextClaim(facts, of).kind);
      }
    });
  });

  test('claims at a later height at the latest, if it does not claim now', () => {
    always((facts) => {
      for (const of of facts.epochs) {
        const next = nextClaim(facts, of);
        if (next.kind !== 'at' || !of.settled) continue;
        expect(next.height).toBeGreaterThan(facts.height);
        expect(nextClaim({ ...facts, height: next.height }, of).kind).toBe('now');
      }
    });
  });

  test('asks for missing duties once they can hinder a claim, and for nothing else', () => {
    always((facts, actions) => {
      for (const action of actions) {
        if (action.kind !== 'want-duties') continue;
        const of = facts.epochs.find(
          ({ epoch, duties }) => epoch === action.epoch && duties?.unwanted === action.duties,
        );
        expect(of?.settled).toBe(true);
        expect(action.duties.length).toBeGreaterThan(0);
      }
    });
  });

  test('signs a secret only with the member key, and never a second one', () => {
    always((facts, actions) => {
      for (const { epoch } of actions.filter(({ kind }) => kind === 'sign-secret')) {
        expect(facts.epochs.some((of) => of.epoch === epoch && of.keyFits && of.member && of.sigma === 'absent')).toBe(
          true,
        );
      }
    });
  });
});

/** What a chain and an engine would do with a plan at every height of a window. */
interface World {
  window: ClaimWindow;
  epochLength: bigint;
  /** height at which the last missing result is on chain */
  completeAt: bigint;
  /** heights at which the agent does not run */
  down: (height: bigint) => boolean;
  /** height at which another agent of the Host claims; undefined: none does */
  foreignAt: bigint | undefined;
  /** claims that never reach a block */
  lost: ReadonlySet<number>;
}

/** Plays a window block by block; returns the attempts and the height of the claim. */
function play({ window, epochLength, completeAt, down, foreignAt, lost }: World) {
  const attempts: AttemptFacts[] = [];
  let claimedAt: bigint | undefined;
  for (let height = window.from; height < window.end; height++) {
    if (claimedAt === undefined && foreignAt !== undefined && height >= foreignAt && height >= completeAt)
      claimedAt = height;
    const open = attempts.at(-1);
    if (open && !open.outcome) {
      // One block later it is in a block, or, if it was lost, its deadline is over and it is proven dead.
      if (lost.has(open.attempt)) open.outcome = { kind: 'dead', provenBy: ['a', 'b'] };
      else if (claimedAt !== undefined) open.outcome = refused(height, RewardError.ALREADY_CLAIMED);
      else if (height > completeAt) {
        open.outcome = { kind: 'ok', height };
        claimedAt = height;
      } else open.outcome = refused(height);
    }
    if (down(height)) continue;
    const complete = height >= completeAt;
    const of: EpochFacts = epochFacts({
      ...{ window, epochLength, settledHeight: window.from, attempts },
      reward: claimedAt === undefined ? RewardState.CLAIMABLE : RewardState.PAID,
      duties: {
        ...{ assigned: 3, unwanted: [], doneHere: 0, lastError: undefined },
        missing: complete ? [] : [duty(1n)],
        completeSince: complete ? completeAt : undefined,
      },
    });
    for (const claim of claims(plan(factsOf(of, { height })))) {
      expect(attempts.every(({ outcome }) => outcome)).toBe(true);
      expect(claimedAt).toBeUndefined();
      attempts.push(attempt(claim.attempt));
    }
  }
  return { attempts, claimedAt };
}

const world = fc
  .record({
    epochLength: fc.constantFrom(90n, 960n),
    from: fc.bigInt(1n, 100n),
    complete: fc.integer({ min: 0, max: 100 }),
    downFrom: fc.integer({ min: 0, max: 100 }),
    downFor: fc.integer({ min: 0, max: 60 }),
    foreign: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
    lost: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), { maxLength: 3 }),
  })
  .map(({ epochLength, from, complete, downFrom, downFor, foreign, lost }) => {
    const span = epochLength + 18n;
    const at = (percent: number) => from + (span * BigInt(percent)) / 100n;
    const down = (height: bigint) => height >= at(downFrom) && height < at(downFrom + downFor);
    return {
      ...{ epochLength, window: { from, end: from + span, exact: true }, completeAt: at(complete), down },
      ...{ foreignAt: foreign === undefined ? undefined : at(foreign), lost: new Set(lost) },
    };
  });

describe('plan, over a whole window', () => {
  test('claims as soon as the agent runs and nothing is missing, with a bounded number of attempts', () => {
    fc.assert(
      fc.property(world, (one) => {
        const { attempts, claimedAt } = play(one);
        const { window, epochLength, completeAt, down, lost } = one;
        const bound = mostClaims(window.from, window.end, epochLength) + BigInt(lost.size) + 2n;
        expect(BigInt(attempts.length)).toBeLessThanOrEqual(bound);
        // Room for one attempt that is under way when nothing is missing any more, for those that are lost, and for two more.
        const blocks = BigInt(2 * (lost.size + 2));
        let up = 0n;
        for (let height = completeAt; height < window.end; height++) up = down(height) ? up : up + 1n;
        if (up >= blocks) expect(claimedAt).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  test('acts after a restart at any height of the window', () => {
    for (let height = 73n; height < 181n; height++) {
      const actions = plan(factsOf(epochFacts(), { height, epoch: height >= 91n ? 1n : 0n }));
      expect(actions).toEqual([{ kind: 'claim', epoch: 0n, attempt: 1 }]);
    }
  });
});

describe('after a refusal', () => {
  const after = (height: bigint, at: bigint, code?: number, change: Partial<EpochFacts> = {}) => {
    const of = epochFacts({ attempts: [attempt(1, refused(at, code))], ...change });
    return nextClaim(factsOf(of, { height }), of);
  };
  const missing = {
    assigned: 3,
    missing: [duty(1n)],
    completeSince: undefined,
    unwanted: [],
    doneHere: 0,
    lastError: undefined,
  };

  test('for missing duties, the next claim waits for the cadence', () => {
    expect(after(75n, 74n, undefined, { duties: missing })).toMatchObject({ kind: 'at', height: 76n, attempt: 2 });
    expect(after(76n, 74n, undefined, { duties: missing })).toMatchObject({ kind: 'now', attempt: 2 });
    const long = { duties: missing, epochLength: 17_280n, window: { from: 73n, end: 34_000n, exact: false } };
    expect(after(75n, 74n, undefined, long)).toMatchObject({ kind: 'at', height: 74n + pauseBlocks(17_280n) });
  });

  test('it is made at once when nothing is missing any more', () => {
    const duties = { ...missing, missing: [], completeSince: 80n };
    const long = { duties, epochLength: 17_280n, window: { from: 73n, end: 34_000n, exact: false } };
    expect(after(80n, 74n, undefined, long)).toMatchObject({ kind: 'now', attempt: 2 });
  });

  test('it waits for the cadence when the chain refused what its state shows complete', () => {
    const duties = { ...missing, missing: [], completeSince: 80n };
    const long = { duties, epochLength: 17_280n, window: { from: 73n, end: 34_000n, exact: false } };
    expect(after(90n, 85n, undefined, long)).toMatchObject({ kind: 'at', height: 85n + 360n });
  });

  test('for not being settled in the block of the cutoff, it is made at once', () => {
    expect(after(74n, 73n, RewardError.NOT_SETTLED)).toMatchObject({ kind: 'now', attempt: 2 });
  });

  test.each([RewardError.CONVICTED, RewardError.WINDOW_CLOSED, RewardError.INVALID_SECRET])(
    'of code %d, it is not given up before the window is over',
    (code) => {
      expect(after(75n, 74n, code)).toMatchObject({ kind: 'at' });
      const of = epochFacts({ attempts: [attempt(1, refused(74n, code))] });
      expect(nextClaim(factsOf(of, { height: 400n, epoch: 2n }), of)).toMatchObject({ kind: 'never' });
    },
  );
});
