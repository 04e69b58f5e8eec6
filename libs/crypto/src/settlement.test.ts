import fc from 'fast-check';
import { emission, settlementShares } from './settlement.js';
import { anyU64 } from './testing/bytes.js';
import { codeOf } from './testing/refusal.js';

test('each epoch mints its part of the one before, rounded down each time', () => {
  const at = (epoch: bigint) => emission({ emission0: 10n ** 11n, decayPpm: 999_500, epoch });
  expect([0n, 1n, 2n].map(at)).toEqual([100_000_000_000n, 99_950_000_000n, 99_900_025_000n]);
  expect(emission({ emission0: 7n, decayPpm: 500_000, epoch: 2n })).toBe(1n);
});

test('emission ends, and without decay it stays', () => {
  expect(emission({ emission0: 7n, decayPpm: 500_000, epoch: 2n ** 64n - 1n })).toBe(0n);
  expect(emission({ emission0: 7n, decayPpm: 1_000_000, epoch: 2n ** 64n - 1n })).toBe(7n);
  expect(emission({ emission0: 7n, decayPpm: 0, epoch: 1n })).toBe(0n);
});

test('shares are rounded down, and dust is what rounding left: less than one unit a member', () => {
  expect(settlementShares(100n, [1n, 1n, 1n])).toEqual({ shares: [33n, 33n, 33n], dust: 1n });
  fc.assert(
    fc.property(anyU64, fc.array(anyU64, { minLength: 1 }), (amount, weights) => {
      fc.pre(weights.some((weight) => weight > 0n));
      const { shares, dust } = settlementShares(amount, weights);
      expect(shares.reduce((sum, share) => sum + share, 0n) + dust).toBe(amount);
      expect(dust >= 0n && dust < BigInt(weights.length)).toBe(true);
    }),
  );
});

test('without weight there are no shares', () => {
  expect(codeOf(() => settlementShares(100n, []))).toBe('empty');
  expect(codeOf(() => settlementShares(100n, [0n, 0n]))).toBe('empty');
});

test('negative amounts and weights are refused', () => {
  expect(codeOf(() => settlementShares(-1n, [1n]))).toBe('out-of-range');
  expect(codeOf(() => settlementShares(1n, [-1n]))).toBe('out-of-range');
  expect(codeOf(() => emission({ emission0: -1n, decayPpm: 1, epoch: 0n }))).toBe('out-of-range');
  expect(codeOf(() => emission({ emission0: 1n, decayPpm: 1_000_001, epoch: 0n }))).toBe('out-of-range');
  expect(codeOf(() => emission({ emission0: 1n, decayPpm: 1, epoch: -1n }))).toBe('out-of-range');
});
