import { mulAddUnsafe } from '@noble/curves/abstract/curve.js';
import { bls12_381 } from '@noble/curves/bls12-381.js';
import type { G1Point, G2Point } from '../points.js';

const { G1, G2, fields } = bls12_381;

// Straus with shared doublings: for our scalars of 128 bits, and up to a thousand points, faster than noble's Pippenger.

/** Σ k_i·P_i in G1, of public scalars. */
export function combineG1(points: readonly G1Point[], scalars: readonly bigint[]): G1Point {
  return mulAddUnsafe<G1Point, typeof G1.Point>(G1.Point, [...points], [...scalars]);
}

/** Σ k_i·P_i in G2, of public scalars. */
export function combineG2(points: readonly G2Point[], scalars: readonly bigint[]): G2Point {
  return mulAddUnsafe<G2Point, typeof G2.Point>(G2.Point, [...points], [...scalars]);
}

/** Whether ∏ e(P_i, Q_i) = 1; a pair with the identity is a factor 1, which noble would refuse to compute. */
export function pairingProductIsOne(pairs: readonly { g1: G1Point; g2: G2Point }[]): boolean {
  const factors = pairs.filter(({ g1, g2 }) => !g1.is0() && !g2.is0());
  return fields.Fp12.eql(bls12_381.pairingBatch(factors), fields.Fp12.ONE);
}
