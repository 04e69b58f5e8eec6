import fc from 'fast-check';
import { slotTable } from './slots.js';
import { bytesOf } from './testing/bytes.js';
import { codeOf } from './testing/refusal.js';

const host = (byte: number, weight: bigint) => ({ address: new Uint8Array(20).fill(byte), weight });

const normalisedWeight = fc.bigInt({ min: 0n, max: 2n ** 59n });

const anyWeights = fc
  .uniqueArray(fc.record({ address: bytesOf(20), weight: normalisedWeight }), {
    minLength: 1,
    maxLength: 20,
    selector: ({ address }) => address.join(),
  })
  .filter((weights) => weights.some(({ weight }) => weight > 0n));

test('the largest remainders get what is left', () => {
  expect(slotTable([host(1, 50n), host(2, 29n), host(3, 21n)], 10)).toEqual([5, 3, 2]);
});

test('a tie goes to the lower address, wherever it stands in the list', () => {
  expect(slotTable([host(3, 1n), host(1, 1n), host(2, 1n)], 4)).toEqual([1, 2, 1]);
  expect(slotTable([host(2, 1n), host(1, 1n)], 1)).toEqual([0, 1]);
});

test('slots add up to W and are the floor or one more; no weight, no slot', () => {
  fc.assert(
    fc.property(anyWeights, fc.nat(1000), (weights, slots) => {
      const table = slotTable(weights, slots);
      const total = weights.reduce((sum, { weight }) => sum + weight, 0n);
      expect(table.reduce((sum, held) => sum + held, 0)).toBe(slots);
      weights.forEach(({ weight }, i) => {
        const floor = Number((weight * BigInt(slots)) / total);
        expect([floor, floor + 1]).toContain(table[i]);
        if (weight === 0n) expect(table[i]).toBe(0);
      });
    }),
  );
});

test('the order of the list changes nobody’s slots', () => {
  fc.assert(
    fc.property(anyWeights, fc.nat(1000), (weights, slots) => {
      expect(slotTable(weights.toReversed(), slots)).toEqual(slotTable(weights, slots).toReversed());
    }),
  );
});

test('weights without a slot table are refused', () => {
  expect(codeOf(() => slotTable([], 4))).toBe('empty');
  expect(codeOf(() => slotTable([host(1, 0n)], 4))).toBe('empty');
  expect(codeOf(() => slotTable([host(1, 1n), host(1, 2n)], 4))).toBe('duplicate');
  expect(codeOf(() => slotTable([host(1, 2n ** 64n - 1n), host(2, 1n)], 4))).toBe('overflow');
  expect(codeOf(() => slotTable([host(1, -1n)], 4))).toBe('out-of-range');
  expect(codeOf(() => slotTable([host(1, 1n)], -1))).toBe('out-of-range');
});
