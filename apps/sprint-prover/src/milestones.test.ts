import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { milestones, mostReserve, reserveBlocks } from './milestones.js';

const windowOf = (span: bigint) => ({ beaconHeight: 1000n, computeEnd: 1000n + span });

describe('the reserve', () => {
  test.each([
    ['production', 120n, 5000n, 10n],
    ['local', 8n, 500n, 2n],
    ['blocks of a second', 120n, 1000n, 30n],
    ['one slow block', 120n, 60_000n, 2n],
    ['no block yet', 120n, 0n, 2n],
  ])('of %s', (_name, span, blockMs, blocks) => {
    expect(reserveBlocks(windowOf(span), blockMs)).toBe(blocks);
  });
});

test('the reserve of the settings is as it says, up to a quarter of the window: the last message is no earlier', () => {
  expect(reserveBlocks(windowOf(120n), 5000n, 12n)).toBe(12n);
  expect(reserveBlocks(windowOf(120n), 5000n, 1n)).toBe(1n);
  expect([reserveBlocks(windowOf(120n), 5000n, 10_000n), mostReserve(windowOf(120n))]).toEqual([30n, 30n]);
  fc.assert(
    fc.property(fc.bigInt(8n, 500n), fc.bigInt(1n, 10_000n), (span, wanted) => {
      const all = milestones(windowOf(span), reserveBlocks(windowOf(span), 5000n, wanted));
      expect(all.at(-1)! >= 1000n + (3n * span) / 4n).toBe(true);
    }),
  );
});

describe('messages are due', () => {
  test('in production after a third, two thirds, at the reserve and at half of it', () => {
    expect(milestones(windowOf(120n), 10n)).toEqual([1040n, 1080n, 1110n, 1115n]);
  });

  test('in a window of 8 blocks after a third and at the reserve: what is between would be in the way', () => {
    expect(milestones(windowOf(8n), 2n)).toEqual([1002n, 1006n]);
  });

  test('within any window, in order, far enough apart, once at least before the reserve is over', () => {
    const any = fc.record({ span: fc.bigInt(1n, 500n), reserve: fc.bigInt(1n, 600n) });
    fc.assert(
      fc.property(any, ({ span, reserve }) => {
        const all = milestones(windowOf(span), reserve);
        expect(all.length).toBeGreaterThan(0);
        for (const [index, height] of all.entries()) {
          expect(height > 1000n && height <= 1000n + span).toBe(true);
          if (index > 0) expect(height - all[index - 1]!).toBeGreaterThanOrEqual(3n);
        }
        if (reserve < span) expect(all).toContain(1000n + span - reserve);
      }),
    );
  });
});
