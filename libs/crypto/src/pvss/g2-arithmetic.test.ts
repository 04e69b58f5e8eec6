import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { SCALAR_ORDER } from '../field.js';
import { add, double, negate, psi, type RawG2, toPoint } from './g2-arithmetic.js';
import { CURVE_PARAMETER } from './g2-multiples.js';

const { Point } = bls12_381.G2;

/** Points of the subgroup, the identity among them. */
const anyPoint = fc
  .oneof(fc.constantFrom(0n, 1n, SCALAR_ORDER - 1n), fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n }))
  .map((scalar) => Point.BASE.multiplyUnsafe(scalar));
const few = { numRuns: 15 };

function expectPoint(raw: RawG2, expected: InstanceType<typeof Point>): void {
  expect(toPoint(raw).equals(expected)).toBe(true);
}

test("adding is noble's adding, also of a point to itself, to its negative and to the identity", () => {
  fc.assert(
    fc.property(anyPoint, anyPoint, (P, Q) => {
      expectPoint(add(P, Q), P.add(Q));
      expectPoint(add(P, P), P.double());
      expectPoint(add(P, negate(P)), Point.ZERO);
      expectPoint(add(P, Point.ZERO), P);
      expectPoint(add(Point.ZERO, P), P);
    }),
    few,
  );
});

test("doubling is noble's doubling", () => {
  fc.assert(
    fc.property(anyPoint, (P) => expectPoint(double(P), P.double())),
    few,
  );
});

test('coordinates stay below the modulus however long one computes, and the sign of one does not matter', () => {
  const { Fp } = bls12_381.fields;
  let [raw, point]: [RawG2, typeof Point.BASE] = [Point.BASE, Point.BASE];
  for (let i = 0; i < 50; i++) {
    raw = add(negate(double(raw)), Point.BASE);
    point = point.double().negate().add(Point.BASE);
    for (const { c0, c1 } of [raw.X, raw.Y, raw.Z]) {
      expect([c0, c1].every((c) => -Fp.ORDER < c && c < Fp.ORDER)).toBe(true);
    }
  }
  expectPoint(raw, point);
});

test('ψ multiplies by the parameter of the curve', () => {
  fc.assert(
    fc.property(anyPoint, (P) => expectPoint(psi(P), P.multiplyUnsafe(CURVE_PARAMETER).negate())),
    few,
  );
});
