import fc from 'fast-check';
import { hex, u32be } from './bytes.js';
import { duties, dutyQuota, dutyRatio, dutySeed } from './duties.js';
import { Stream } from './stream.js';
import { bytesOf, flipBit } from './testing/bytes.js';
import { codeOf } from './testing/refusal.js';

const batch = {
  chainId: 'pacer-test-1',
  sigma: new Uint8Array(96).fill(1),
  batchId: 7n,
  root: new Uint8Array(32).fill(2),
  nextHash: new Uint8Array(32).fill(3),
  count: 100,
  ratePpm: 500_000,
  weight: 250_000_000n,
  modelWeight: 1_000_000_000n,
  ownerWeight: 250_000_000n,
};

test('every part of the seed changes it', () => {
  const seeds = [
    batch,
    { ...batch, chainId: 'pacer-test-2' },
    { ...batch, sigma: flipBit(batch.sigma, 95) },
    { ...batch, batchId: 8n },
    { ...batch, root: flipBit(batch.root, 0) },
    { ...batch, nextHash: flipBit(batch.nextHash, 31) },
  ].map((input) => hex(dutySeed(input)));
  expect(new Set(seeds).size).toBe(6);
});

test('the number of duties is the floor or one more, distinct, ascending and in range', () => {
  fc.assert(
    fc.property(
      bytesOf(32),
      fc.nat(8192),
      fc.nat(1_000_000),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      (root, count, ratePpm, weight, rest) => {
        const input = { ...batch, root, count, ratePpm, weight, modelWeight: weight + rest, ownerWeight: 0n };
        const { num, den } = dutyRatio(input);
        const drawn = duties(input);
        expect([num / den, num / den + 1n]).toContain(BigInt(drawn.length));
        expect(BigInt(drawn.length) <= dutyQuota(input)).toBe(true);
        expect(drawn.every((index, i) => index > (drawn[i - 1] ?? -1) && index < count)).toBe(true);
      },
    ),
  );
});

test('the mean over many batches is n·r·w / (10^6·(W − w_owner))', () => {
  const input = { ...batch, count: 7, weight: 10n, modelWeight: 100n, ownerWeight: 10n };
  let total = 0;
  for (let i = 0; i < 4000; i++) {
    const root = new Uint8Array(32);
    root.set(u32be(i));
    total += duties({ ...input, root }).length;
  }
  const expected = (4000 * 7 * 0.5 * 10) / 90;
  expect(Math.abs(total - expected)).toBeLessThan(0.1 * expected);
});

test('the first draw decides at exactly its own value', () => {
  const seed = { ...batch, weight: 1n, modelWeight: 1n, ownerWeight: 0n, count: 1 };
  const draw = Number(new Stream(dutySeed(seed)).below(1_000_000n));
  expect(duties({ ...seed, ratePpm: draw })).toEqual([]);
  expect(duties({ ...seed, ratePpm: draw + 1 })).toEqual([0]);
});

test('nobody else serves the model: no duties, no quota', () => {
  const input = { ...batch, modelWeight: 250_000_000n };
  expect(duties(input)).toEqual([]);
  expect(dutyQuota(input)).toBe(0n);
});

test('at full rate the only other member checks every record', () => {
  const input = { ...batch, count: 5, ratePpm: 1_000_000, weight: 3n, modelWeight: 10n, ownerWeight: 7n };
  expect(duties(input)).toEqual([0, 1, 2, 3, 4]);
});

test.each([
  ['weights whose denominator is no u64', { modelWeight: 2n ** 63n, ownerWeight: 0n }],
  ['an owner that outweighs the model', { ownerWeight: 2_000_000_000n }],
  ['more duties than records', { weight: 10_000_000_000n }],
  ['a negative weight', { weight: -1n }],
  ['a weight beyond u64', { weight: 2n ** 64n }],
  ['a negative batch id', { batchId: -1n }],
  ['a fractional count', { count: 1.5 }],
  ['a rate beyond u32', { ratePpm: 2 ** 32 }],
])('refuses %s', (_name, change) => {
  expect(codeOf(() => duties({ ...batch, ...change }))).toBe('out-of-range');
});

test.each(['sigma', 'root', 'nextHash'] as const)('refuses a %s of another length', (field) => {
  expect(codeOf(() => duties({ ...batch, [field]: new Uint8Array(31) }))).toBe('bad-length');
});
