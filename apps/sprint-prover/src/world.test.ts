import { describe, expect, test } from '@jest/globals';
import { SprintError } from '@pacer/proto/errors';
import fc from 'fast-check';
import { play, type World } from './world.test.support.js';

/** Any heights are seen and any are missed: nothing may depend on seeing a certain one. */
const heights = fc.uniqueArray(fc.bigInt(476n, 491n)).map((all) => {
  const set = new Set(all);
  return (height: bigint) => set.has(height);
});
const restored = fc
  .uniqueArray(fc.tuple(fc.bigInt(477n, 484n), fc.bigInt(0n, 5n)), { selector: ([height]) => height, maxLength: 3 })
  .map((all) => {
    const map = new Map(all);
    return (height: bigint) => map.get(height);
  });

const worlds: fc.Arbitrary<World> = fc.record({
  ...{ seen: heights, restored, lost: heights, delay: fc.bigInt(0n, 3n), speed: fc.bigInt(1n, 9n) },
  witnessed: fc.boolean(),
  twinAt: fc.option(fc.bigInt(477n, 486n), { nil: undefined, freq: 2 }),
  maxNonces: fc.constantFrom(3, 10, 4096),
});

function always(check: (world: World, story: ReturnType<typeof play>) => void, of = worlds): void {
  fc.assert(
    fc.property(of, (world) => {
      check(world, play(world));
    }),
    { numRuns: 500 },
  );
}

describe('an agent that sees any heights, is killed at any, and gets old copies of its journal', () => {
  test('has one message under way at most', () => {
    always((_world, { inFlight }) => expect(inFlight).toBeLessThanOrEqual(1));
  });

  test('commits no nonce twice, none below the last one, none that is no hit, and no more than the chain takes', () => {
    always(({ maxNonces }, { taken }) => {
      const all = taken.flatMap(({ nonces }) => nonces);
      expect(all.every((nonce, index) => nonce % 3n === 0n && nonce > (all[index - 1] ?? -1n))).toBe(true);
      expect(all.length).toBeLessThanOrEqual(maxNonces);
    });
  });

  test('is refused for nothing that it could know, but for what another agent of its Host or a lost copy did', () => {
    const alone = worlds.map((world): World => ({ ...world, twinAt: undefined, restored: () => undefined }));
    always((_world, { refused }) => {
      for (const code of refused) expect(code).toBe(SprintError.SPRINT_OVER);
    }, alone);
  });

  test('commits before the reserve is over, if it has hits and sees a height of it', () => {
    const whole = worlds.map((world): World => ({
      ...world,
      ...{ restored: () => undefined, lost: () => false, delay: 0n, twinAt: undefined },
    }));
    always((_world, { taken, chances }) => {
      if (chances > 0) expect(taken.length).toBeGreaterThan(0);
    }, whole);
  });

  test('commits all that was found until the last message is due, if it sees every height', () => {
    const awake = worlds.map((world): World => ({
      ...world,
      ...{
        seen: () => true,
        restored: () => undefined,
        lost: () => false,
        delay: 0n,
        twinAt: undefined,
        maxNonces: 4096,
      },
    }));
    // Also when one of two endpoints is down, and no attempt ever ends.
    always(({ speed }, { taken }) => {
      const all = taken.flatMap(({ nonces }) => nonces);
      // It proves from height 476 on: five blocks of nonces are done when the message for height 482 is made.
      const until = speed * 5n;
      expect(all).toEqual(Array.from({ length: Number((until + 2n) / 3n) }, (_, index) => BigInt(index) * 3n));
      expect(taken.at(-1)?.height).toBe(482n);
    }, awake);
  });
});
