import { describe, expect, test } from '@jest/globals';
import { SprintError } from '@pacer/proto/errors';
import fc from 'fast-check';
import type { AttemptFacts, Facts, ProverAction } from './facts.js';
import {
  accused,
  anyFacts,
  attempt,
  dead,
  factsOf,
  hitsOf,
  refused,
  reviewFacts,
  sprintFacts,
} from './facts.test.support.js';
import { mayProve, nextCommit } from './next-commit.js';
import { plan } from './plan.js';

type Of<K extends ProverAction['kind']> = Extract<ProverAction, { kind: K }>;

function only<K extends ProverAction['kind']>(actions: readonly ProverAction[], kind: K): Of<K>[] {
  return actions.filter((action): action is Of<K> => action.kind === kind);
}

function always(check: (facts: Facts, actions: ProverAction[]) => void): void {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      check(facts, plan(facts));
    }),
    { numRuns: 1000 },
  );
}

describe('plan, for any facts', () => {
  test('never begins a message while another is under way, and one at most', () => {
    always(({ sprint }, actions) => {
      const commits = only(actions, 'commit');
      expect(commits.length).toBeLessThanOrEqual(1);
      for (const { message, attempt: number } of commits) {
        const { chain } = sprint;
        const isOver = (one: AttemptFacts) =>
          one.outcome !== undefined || (chain.messages >= one.message && (chain.lastNonce ?? -1n) >= one.lastNonce);
        expect(sprint.attempts.every(isOver)).toBe(true);
        expect(message).toBe(sprint.chain.messages + 1);
        expect(number).toBe(sprint.attempts.filter((one) => one.message === message).length + 1);
      }
    });
  });

  test('commits hits alone, strictly increasing, above the last nonce, no more than the chain takes', () => {
    always(({ sprint: { chain, found, maxNonces } }, actions) => {
      for (const { nonces } of only(actions, 'commit')) {
        expect(nonces.length).toBeGreaterThan(0);
        expect(chain.count + nonces.length).toBeLessThanOrEqual(maxNonces);
        let before = chain.lastNonce ?? -1n;
        for (const nonce of nonces) {
          expect(found.hits).toContain(nonce);
          expect(nonce > before).toBe(true);
          before = nonce;
        }
      }
    });
  });

  test('proves and commits for a Host that takes part, in the window, and for no other', () => {
    always(({ height, sprint, proving }, actions) => {
      for (const { kind } of actions) {
        if (kind !== 'prove' && kind !== 'commit') continue;
        expect(sprint.eligible && sprint.beaconHeight > 0n && height + 1n <= sprint.computeEnd).toBe(true);
        expect(sprint.chain.guiltyHeight).toBe(0n);
      }
      const isOn = 'task' in proving && proving.task === sprint.task;
      if (isOn) expect(only(actions, 'prove')).toEqual([]);
    });
  });

  test('lets the prover rest when nothing that it finds can be committed', () => {
    always((facts, actions) => {
      const { proving } = facts;
      const isOn = proving.state === 'running' && proving.task === facts.sprint.task;
      if (isOn) expect(only(actions, 'rest')).toHaveLength(mayProve(facts) ? 0 : 1);
    });
  });

  test('challenges what misses the target and nothing else, each Host once at a time, while the chain takes it', () => {
    always(({ height, reviews: [review], choices }, actions) => {
      for (const { accused: host, nonce } of only(actions, 'challenge')) {
        const of = review?.others.find((one) => one.host === host && one.misses.includes(nonce));
        expect(of?.guilty).toBe(false);
        expect(choices.challenge).toBe(true);
        expect(height >= review!.computeEnd).toBe(true);
        expect(review!.challengeUntil === 0n || height < review!.challengeUntil).toBe(true);
        expect(of?.challenges.every(({ outcome }) => outcome)).toBe(true);
      }
    });
  });

  test('checks others after the window, when nothing of its own is computed', () => {
    always((facts, actions) => {
      if (only(actions, 'check').length === 0) return;
      expect(facts.height >= 484n).toBe(true);
      expect(facts.proving.state).not.toBe('running');
      expect(facts.choices.checks).toBeGreaterThan(0);
    });
  });

  test('sends at the height that it named, if nothing changes until then', () => {
    always((facts) => {
      const next = nextCommit(facts);
      if (next.kind !== 'at') return;
      expect(next.height).toBeGreaterThan(facts.height + 1n);
      const then = nextCommit({ ...facts, height: next.height - 1n });
      expect(['now', 'never']).toContain(then.kind);
      if (next.height <= facts.sprint.computeEnd) expect(then.kind).toBe('now');
    });
  });

  test('commits hits before the end, at every height from the reserve on, unless something stands in the way', () => {
    always((facts) => {
      const { sprint } = facts;
      const free = { ...facts, sprint: { ...sprint, eligible: true, attempts: [] } };
      if (sprint.found.hits.length === 0 || sprint.chain.guiltyHeight > 0n) return;
      if (sprint.chain.count >= sprint.maxNonces) return;
      for (const height of [482n, 483n]) expect(nextCommit({ ...free, height }).kind).toBe('now');
    });
  });
});

describe('a restart', () => {
  test('at any height of the window proves, from the block after B on', () => {
    for (let height = 476n; height < 484n; height++) {
      expect(only(plan(factsOf(sprintFacts(), height)), 'prove')).toEqual([{ kind: 'prove', epoch: 4n }]);
    }
    for (const height of [484n, 485n, 490n]) expect(plan(factsOf(sprintFacts(), height))).toEqual([]);
  });

  test('from 20 blocks before the cutoff to the beacon starts the prover, so that it is there', () => {
    const before = sprintFacts({ beaconHeight: 0n, computeEnd: 0n, span: 0n });
    expect(plan(factsOf(before, 452n))).toEqual([]);
    for (const height of [453n, 472n, 475n])
      expect(plan(factsOf(before, height))).toEqual([{ kind: 'prepare', epoch: 4n }]);
    expect(plan(factsOf(before, 473n, { proving: { state: 'ready' } }))).toEqual([]);
    // One that can't be started is tried again by itself; what is left of another Sprint is ended first.
    const failing = { state: 'failing' as const, epoch: undefined, task: undefined, why: 'gone', todo: '' };
    expect(plan(factsOf(before, 473n, { proving: failing }))).toEqual([]);
    const other = { ...failing, epoch: 3n, task: 'bb' };
    expect(plan(factsOf(before, 473n, { proving: other }))).toEqual([{ kind: 'rest', epoch: 4n }]);
  });

  test.each([
    ['runs', { state: 'running' as const, epoch: 4n, task: 'bb' }],
    ['fails', { state: 'failing' as const, epoch: 4n, task: 'bb', why: 'gone', todo: 'mend it' }],
  ])(
    'on another beacon or target of the same epoch is not what is wanted: one that %s is switched',
    (_how, proving) => {
      expect(plan(factsOf(sprintFacts(), 479n, { proving }))).toEqual([{ kind: 'prove', epoch: 4n }]);
      expect(plan(factsOf(sprintFacts({ task: 'bb' }), 479n, { proving }))).toEqual([]);
    },
  );

  test('with hits and no message sends them at once when one was due', () => {
    const sprint = sprintFacts({ found: hitsOf(14, 17) });
    expect(nextCommit(factsOf(sprint, 476n))).toMatchObject({ kind: 'at', height: 478n });
    for (let height = 477n; height < 484n; height++) {
      expect(nextCommit(factsOf(sprint, height))).toMatchObject({
        kind: 'now',
        message: 1,
        attempt: 1,
        nonces: [14n, 17n],
      });
    }
  });
});

describe('the next message', () => {
  const chain = { count: 2, lastNonce: 100n, messages: 1, guiltyHeight: 0n };
  const found = hitsOf(101, 140);

  test('waits for the one before, whatever it is and however late', () => {
    const attempts = [attempt(1, 1, 477n)];
    for (let height = 477n; height < 484n; height++) {
      expect(nextCommit(factsOf(sprintFacts({ found, attempts }), height)).kind).toBe('pending');
    }
  });

  test('does not wait for the end of one that the chain has: with one endpoint there is no second witness', () => {
    const open = { ...attempt(1, 1, 477n), lastNonce: 100n };
    const at = (lastNonce: bigint, attempts = [open]) =>
      nextCommit(factsOf(sprintFacts({ found, chain: { ...chain, lastNonce }, attempts }), 481n));
    expect(at(100n)).toMatchObject({ kind: 'now', message: 2, attempt: 1, nonces: [101n, 140n] });
    expect(at(99n).kind).toBe('pending');
    // Nor is the same height served twice.
    const second = { ...attempt(2, 1, 481n), lastNonce: 140n };
    const both = { count: 4, lastNonce: 140n, messages: 2, guiltyHeight: 0n };
    const after = sprintFacts({ found: hitsOf(141), chain: both, attempts: [open, second] });
    expect(nextCommit(factsOf(after, 482n)).kind).toBe('never');
  });

  test('is the last one at the reserve, and then nothing is proven any more', () => {
    const first = attempt(1, 1, 477n, { kind: 'ok', height: 479n });
    const sprint = sprintFacts({ found, chain, attempts: [first] });
    expect(nextCommit(factsOf(sprint, 480n))).toMatchObject({ kind: 'at', height: 482n });
    expect(nextCommit(factsOf(sprint, 481n))).toMatchObject({ kind: 'now', message: 2, attempt: 1 });
    const second = attempt(2, 1, 481n, { kind: 'ok', height: 482n });
    const after = sprintFacts({ chain: { ...chain, count: 4, messages: 2 }, found, attempts: [first, second] });
    expect(nextCommit(factsOf(after, 482n)).kind).toBe('never');
    expect(mayProve(factsOf(after, 482n))).toBe(false);
  });

  test('has what the one before could not bring', () => {
    for (const outcome of [dead, refused(478n, SprintError.NOT_ABOVE)]) {
      const sprint = sprintFacts({ found: hitsOf(14, 17, 393), attempts: [attempt(1, 1, 477n, outcome)] });
      expect(nextCommit(factsOf(sprint, 478n))).toMatchObject({
        kind: 'now',
        message: 1,
        attempt: 2,
        nonces: [14n, 17n, 393n],
      });
    }
  });

  test('is not made of what an endpoint says that is a block behind', () => {
    const attempts = [attempt(1, 1, 477n, { kind: 'ok', height: 479n })];
    const sprint = sprintFacts({ found: hitsOf(14, 17), attempts });
    expect(nextCommit(factsOf(sprint, 481n))).toMatchObject({
      kind: 'pending',
      why: expect.stringContaining('next look'),
    });
  });

  test('is never made when the Sprint is over for the chain, and says what to do when its bytes are refused', () => {
    const over = sprintFacts({ found, attempts: [attempt(1, 1, 482n, refused(485n, SprintError.SPRINT_OVER))] });
    expect(nextCommit(factsOf(over, 483n)).kind).toBe('never');
    const bytes = sprintFacts({ found, attempts: [attempt(1, 1, 477n, refused(478n, SprintError.INVALID_NONCES))] });
    expect(nextCommit(factsOf(bytes, 479n))).toMatchObject({ kind: 'stopped', todo: expect.stringMatching(/\w/) });
  });

  test('is made at once when the chain takes no more nonces than there are', () => {
    const sprint = sprintFacts({ maxNonces: 4, chain, found: hitsOf(101, 102, 103) });
    expect(nextCommit(factsOf(sprint, 476n))).toMatchObject({ kind: 'now', nonces: [101n, 102n] });
    expect(mayProve(factsOf(sprint, 476n))).toBe(false);
  });

  test('goes on after the chain’s own number of messages: a journal from a backup knows of none', () => {
    const restored = sprintFacts({ chain: { ...chain, messages: 2 }, found });
    expect(nextCommit(factsOf(restored, 481n))).toMatchObject({ kind: 'now', message: 3, attempt: 1 });
  });

  test('waits for hits of a program of others that are not computed again', () => {
    const sprint = sprintFacts({ found: { ...hitsOf(), unchecked: 3 } });
    expect(nextCommit(factsOf(sprint, 481n))).toMatchObject({ kind: 'pending', why: expect.stringContaining('again') });
  });
});

describe('work of others', () => {
  const at = (review: ReturnType<typeof reviewFacts>, height = 485n) =>
    plan(factsOf(sprintFacts(), height, { reviews: [review] }));

  test('is checked once the window is over, until enough of it is, or one nonce misses', () => {
    expect(at(reviewFacts())).toEqual([{ kind: 'check', epoch: 4n }]);
    expect(at(reviewFacts({ checking: true }))).toEqual([]);
    expect(at(reviewFacts({ others: [accused({ checked: 16 }), accused({ count: 3, checked: 3 })] }))).toEqual([]);
    expect(at(reviewFacts({ challengeUntil: 485n }))).toEqual([]);
  });

  test('that misses the target is challenged, once: a bond that was lost is not followed by another', () => {
    const misses = [7n];
    const challenge = { kind: 'challenge', epoch: 4n, accused: 'x', nonce: 7n, attempt: 1 };
    expect(at(reviewFacts({ others: [accused({ misses })] }))).toEqual([challenge]);
    const later = (change = {}) => reviewFacts({ others: [accused({ misses, challengeFrom: 490n, ...change })] });
    expect([at(later(), 488n), at(later(), 489n)]).toEqual([[], [challenge]]);
    expect(at(later({ guilty: true }), 489n)).toEqual([]);
    const ended = (outcome?: Parameters<typeof attempt>[3]) => [{ ...attempt(1, 1, 485n, outcome), nonce: 7n }];
    const others = (outcome?: Parameters<typeof attempt>[3]) => [accused({ misses, challenges: ended(outcome) })];
    expect(at(reviewFacts({ others: others() }))).toEqual([]);
    for (const height of [486n, 495n]) {
      expect(at(reviewFacts({ others: others({ kind: 'ok', height: 486n }) }), height)).toEqual([]);
    }
    expect(at(reviewFacts({ others: others(dead) }))).toEqual([{ ...challenge, attempt: 2 }]);
    const poor = refused(484n, SprintError.BOND_MISSING);
    expect(at(reviewFacts({ others: others(poor) }))).toEqual([{ ...challenge, attempt: 2 }]);
    const full = refused(484n, SprintError.TOO_MANY_PENDING);
    expect(at(reviewFacts({ others: others(full) }))).toEqual([{ ...challenge, attempt: 2 }]);
    expect(at(reviewFacts({ others: others(refused(484n, SprintError.ALREADY_GUILTY)) }))).toEqual([]);
  });
});
