import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { concat, hex } from '../bytes.js';
import { SCALAR_ORDER } from '../field.js';
import { encodeG1List, encodeG2List } from './encode-points.js';

const { G1, G2 } = bls12_381;
const scalars = fc.array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: SCALAR_ORDER - 1n })), { maxLength: 4 });

/** Of k·P both signs of y; the identity has no other sign. */
function bothSigns<P extends { negate(): P; is0(): boolean }>(point: P): P[] {
  return point.is0() ? [point] : [point, point.negate()];
}

test("points are encoded as noble's, the identity and both signs of y included", () => {
  fc.assert(
    fc.property(scalars, (list) => {
      const g1 = list.map((k) => G1.Point.BASE.multiplyUnsafe(k)).flatMap(bothSigns);
      const g2 = list.map((k) => G2.Point.BASE.multiplyUnsafe(k)).flatMap(bothSigns);
      expect(hex(encodeG1List(g1))).toBe(hex(concat(...g1.map((point) => point.toBytes()))));
      expect(hex(encodeG2List(g2))).toBe(hex(concat(...g2.map((point) => point.toBytes()))));
    }),
    { numRuns: 15 },
  );
});
