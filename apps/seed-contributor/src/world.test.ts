import { describe, expect, test } from '@jest/globals';
import { SprintError } from '@pacer/proto/errors';
import fc from 'fast-check';
import { PARTS } from './settings.js';
import { play, type World } from './world.test.support.js';

/** Any heights are seen and any are missed: nothing may depend on seeing a certain one. */
const heights = fc.uniqueArray(fc.bigInt(1n, 120n), { maxLength: 120 }).map((all) => {
  const set = new Set(all);
  return (height: bigint) => set.has(height);
});
const lost = fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }).map((all) => new Set(all));
const twin = fc.option(fc.bigInt(11n, 110n), { nil: undefined, freq: 1 });

const worlds: fc.Arbitrary<World> = fc.record({
  ...{ seen: heights, killed: heights, dealAt: fc.bigInt(11n, 30n), end: fc.bigInt(91n, 120n) },
  enoughAt: fc.oneof(fc.bigInt(11n, 50n), fc.bigInt(51n, 80n)),
  lost: fc.record({ deal: lost, open: lost }),
  twin: fc.record({ deal: twin, open: twin }),
});

function always(check: (world: World, story: ReturnType<typeof play>) => void): void {
  fc.assert(
    fc.property(worlds, (world) => {
      check(world, play(world));
    }),
    { numRuns: 1000 },
  );
}

describe('an agent that sees any heights and is killed at any', () => {
  test('deals and opens once at most, and no block refuses it for being early or late', () => {
    always((_world, { attempts }) => {
      for (const part of PARTS) {
        expect(attempts[part].filter(({ outcome }) => outcome?.kind === 'ok').length).toBeLessThanOrEqual(1);
        for (const { outcome } of attempts[part]) {
          if (outcome?.kind !== 'failed') continue;
          // Another agent of the Host was faster, in the same block.
          expect([SprintError.ALREADY_DEALT, SprintError.ALREADY_OPENED]).toContain(outcome.code);
        }
      }
    });
  });

  test('makes no attempt but the first and one for each that was lost', () => {
    always(({ lost: gone }, { attempts }) => {
      for (const part of PARTS) expect(attempts[part].length).toBeLessThanOrEqual(1 + gone[part].size);
    });
  });

  test('gets both onto the chain, if it sees enough of the window', () => {
    const whole = worlds.map((world): World => {
      // Some heights are missed, all restarts happen, and nothing is lost but what the world says.
      return { ...world, seen: (height) => height % 3n !== 1n || world.seen(height), killed: () => false };
    });
    fc.assert(
      fc.property(whole, (world) => {
        const { done, chances, openFrom } = play(world);
        for (const part of PARTS) {
          // A look to compute, a look to send, and for each that is lost three blocks until it is proven dead.
          if (chances[part] > 2 + 4 * world.lost[part].size + 2) expect(done[part]).toBeDefined();
        }
        if (openFrom > 0n && openFrom + 20n < world.end) expect(done.open).toBeDefined();
      }),
      { numRuns: 1000 },
    );
  });

  test('is in the first block that takes its opening, if it sees the one before', () => {
    for (let dealAt = 11n; dealAt < 31n; dealAt++) {
      const none = { deal: new Set<number>(), open: new Set<number>() };
      const world: World = {
        ...{ seen: () => true, killed: () => false, dealAt, enoughAt: 40n, end: 91n, lost: none },
        twin: { deal: undefined, open: undefined },
      };
      expect(play(world).done).toEqual({ deal: dealAt, open: 73n });
    }
  });
});
