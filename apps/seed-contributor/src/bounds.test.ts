import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { boundsOf } from './bounds.js';

describe('what slots promise about coalitions', () => {
  test.each([
    // Four equal Hosts, 16 of 64 slots each: nothing is rounded.
    [64, 33, 0n, 515_625, 515_625],
    [64, 33, 500_000n, 507_812, 523_438],
    [1000, 501, 12_500_000n, 488_500, 513_500],
    [1, 1, 0n, 1_000_000, 1_000_000],
    [4, 3, 9_000_000n, 0, 1_000_000],
    [0, 0, 0n, 0, 1_000_000],
  ])('%d slots, %d open, δ = %d ppm', (slots, threshold, deltaPpm, secretBelowPpm, opensFromPpm) => {
    expect(boundsOf({ slots, threshold, deltaPpm })).toEqual({ secretBelowPpm, opensFromPpm });
  });

  test('never promise too much: below the first no coalition has t slots, from the second on every one has', () => {
    const round = fc.record({ slots: fc.integer({ min: 1, max: 2000 }), deltaPpm: fc.bigInt(0n, 500_000_000n) });
    fc.assert(
      fc.property(round, fc.integer({ min: 0, max: 1_000_000 }), ({ slots, deltaPpm }, share) => {
        const threshold = Math.floor(slots / 2) + 1;
        const { secretBelowPpm, opensFromPpm } = boundsOf({ slots, threshold, deltaPpm });
        const middle = BigInt(share) * BigInt(slots);
        const t = BigInt(threshold) * 1_000_000n;
        if (share < secretBelowPpm) expect(middle + deltaPpm < t).toBe(true);
        if (share >= opensFromPpm && opensFromPpm < 1_000_000) expect(middle - deltaPpm >= t).toBe(true);
      }),
    );
  });
});
