import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { SCALAR_ORDER } from '../field.js';
import { CURVE_PARAMETER as X, G2Multiples } from './g2-multiples.js';

// Reference: noble's plain multiplication, which knows no endomorphism.

const point = bls12_381.G2.Point.BASE.multiply(0x1234567n);
const multiples = new G2Multiples(point);

function expectAsPlain(scalar: bigint): void {
  expect(multiples.times(scalar).equals(point.multiply(scalar))).toBe(true);
}

test.each([
  ['1', 1n],
  ['r − 1', SCALAR_ORDER - 1n],
  ['|x|', X],
  ['|x|²', X ** 2n],
  ['|x|³', X ** 3n],
  ['|x| − 1, the largest digit', X - 1n],
  ['|x|³ − 1, three largest digits', X ** 3n - 1n],
  ['digits 1, 0, 1, 0', X ** 2n + 1n],
  ['digits 0, 0, 0, 5', 5n * X ** 3n],
  ['a carry out of every window', (1n << 63n) - 1n],
  ['the half window, which has no sign', 16n],
  ['one above the half window', 17n],
  ['2^255 − …, the highest bit alone', 1n << 254n],
])('%s', (_name, scalar) => {
  expectAsPlain(scalar);
});

test('any scalar', () => {
  fc.assert(fc.property(fc.bigInt({ min: 1n, max: SCALAR_ORDER - 1n }), expectAsPlain), { numRuns: 20 });
});

test('any four digits, also those near the ends', () => {
  const digit = fc.oneof(fc.constantFrom(0n, 1n, X - 1n), fc.bigInt({ min: 0n, max: X - 1n }));
  fc.assert(
    fc.property(fc.tuple(digit, digit, digit, digit), (digits) => {
      const scalar = digits.reduce((sum, d, i) => sum + d * X ** BigInt(i), 0n) % SCALAR_ORDER;
      if (scalar > 0n) expectAsPlain(scalar);
    }),
    { numRuns: 20 },
  );
});

test('0 gives the identity, and what is no scalar is refused', () => {
  expect(multiples.times(0n).is0()).toBe(true);
  expect(() => multiples.times(SCALAR_ORDER)).toThrow(RangeError);
  expect(() => multiples.times(-1n)).toThrow(RangeError);
});
