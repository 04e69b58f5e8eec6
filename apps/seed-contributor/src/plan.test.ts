import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ContributorAction, Facts } from './facts.js';
import { anyFacts, closedRound, factsOf, partFacts, roundFacts } from './facts.test.support.js';
import { isDone, nextStep, windowOf } from './next-step.js';
import { plan } from './plan.js';
import { PARTS } from './settings.js';

const sends = (actions: readonly ContributorAction[]) =>
  actions.filter((action): action is Extract<ContributorAction, { attempt: number }> => 'attempt' in action);

function always(check: (facts: Facts, actions: ContributorAction[]) => void): void {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      check(facts, plan(facts));
    }),
    { numRuns: 500 },
  );
}

describe('plan, for any facts', () => {
  test('never begins an attempt while another is under way, and numbers it after those that ended', () => {
    always(({ round }, actions) => {
      for (const { kind, attempt } of sends(actions)) {
        const { attempts } = round.parts[kind];
        expect(attempts.every(({ outcome }) => outcome)).toBe(true);
        expect(attempt).toBe(attempts.length + 1);
      }
    });
  });

  test('sends nothing without slots, with another key, or that the chain shows, whoever brought it there', () => {
    always(({ round }, actions) => {
      for (const { kind } of sends(actions)) {
        expect(round.held).toBeDefined();
        expect(round.keyFits).toBe(true);
        expect(isDone(round.parts[kind])).toBe(false);
      }
      if (!round.held || !round.keyFits) expect(actions).toEqual([]);
    });
  });

  test('never deals after the close, nor before its place in the window', () => {
    always(({ height, round }, actions) => {
      if (!actions.some(({ kind }) => kind === 'deal')) return;
      expect(round.closeHeight).toBe(0n);
      expect(height + 1n >= round.dealAt).toBe(true);
    });
  });

  test('never opens before openings are accepted, nor for a block of the next epoch', () => {
    always(({ height, round }, actions) => {
      if (!actions.some(({ kind }) => kind === 'open')) return;
      expect(round.openFrom > 0n && height + 1n >= round.openFrom).toBe(true);
      expect(round.nextStart === 0n || height + 1n < round.nextStart).toBe(true);
    });
  });

  test('never begins more attempts to deal than the chain takes', () => {
    always(({ round }, actions) => {
      if (actions.some(({ kind }) => kind === 'deal')) expect(round.attemptsUsed).toBeLessThan(round.maxAttempts);
    });
  });

  test('computes only what it may send, once', () => {
    always((facts, actions) => {
      const { round } = facts;
      for (const { kind } of actions) {
        if (kind === 'prepare-dealing') expect(nextStep(facts, 'deal').kind).not.toBe('never');
        if (kind === 'prepare-opening') expect(round.closeHeight).toBeGreaterThan(0n);
        if (kind === 'prepare-dealing') expect(['absent', 'failed']).toContain(round.parts.deal.prepared.state);
        if (kind === 'prepare-opening') expect(['absent', 'failed']).toContain(round.parts.open.prepared.state);
      }
    });
  });

  test('sends at the height that it named, if nothing changes until then', () => {
    always((facts) => {
      for (const part of PARTS) {
        const next = nextStep(facts, part);
        if (next.kind !== 'at') continue;
        expect(next.height).toBeGreaterThan(facts.height + 1n);
        const then = nextStep({ ...facts, height: next.height - 1n }, part);
        // Ready bytes are sent then, unless the window has closed; others are being computed.
        const isReady = facts.round.parts[part].prepared.state === 'ready';
        expect(['never', isReady ? 'now' : 'pending']).toContain(then.kind);
      }
    });
  });
});

describe('a restart', () => {
  test.each(['deal', 'open'] as const)('at any height of the window to %s acts', (part) => {
    const round = part === 'deal' ? roundFacts({ dealtSlots: 16 }) : closedRound();
    const window = windowOf(round, part)!;
    const first = part === 'deal' ? round.dealAt : window.from;
    for (let height = first - 1n; height < window.end + 40n; height++) {
      const at = factsOf(round, height);
      expect(sends(plan(at))).toEqual([{ kind: part, epoch: 0n, attempt: 1 }]);
      const parts = { ...round.parts, [part]: partFacts({ prepared: { state: 'absent' } }) };
      expect(plan(factsOf({ ...round, parts }, height)).map(({ kind }) => kind)).toEqual([
        part === 'deal' ? 'prepare-dealing' : 'prepare-opening',
      ]);
    }
  });

  test('before its place in the window computes ahead, and sends nothing', () => {
    const absent = partFacts({ prepared: { state: 'absent' } });
    for (let height = 1n; height < 19n; height++) {
      const round = roundFacts({ parts: { deal: absent, open: absent } });
      expect(plan(factsOf(round, height))).toEqual([{ kind: 'prepare-dealing', epoch: 0n }]);
      expect(plan(factsOf(roundFacts(), height))).toEqual([]);
    }
  });
});
