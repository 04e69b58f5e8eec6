import { bls12_381 } from '@noble/curves/bls12-381.js';
import { hashToScalar } from '../field.js';
import type { G1Point } from '../points.js';
import { PvssError } from './error.js';
import { combineG1 } from './groups.js';
import type { PvssRound } from './round.js';

const { Fr } = bls12_381.fields;

/** ρ, from the hash of the whole dealing: `hash_to_field("pacer/pvss/degree/v1", T)`. */
export function degreeChallenge(transcript: Uint8Array): bigint {
  return hashToScalar('pacer/pvss/degree/v1', transcript);
}

/**
 * Refuses points A_0 … A_W that are not g^f(0) … g^f(W) of some f of degree t − 1: Σ v_i·A_i must be the identity for a
 * random word v of the dual of that Reed–Solomon code (SCRAPE §2.1). Other points pass for at most W − t of the r
 * values of ρ (Schwartz–Zippel).
 * @throws PvssError `degree`
 */
export function checkDegree({ slots, threshold }: PvssRound, commitments: readonly G1Point[], rho: bigint): void {
  if (combineG1(commitments, dualCodeword(slots, threshold, rho)).is0()) return;
  throw new PvssError('degree', `A_0 … A_${slots} are not of one polynomial of degree ${threshold - 1}: refuse it`);
}

/** v_i = q(i) / ∏_{j≠i, 0≤j≤W} (i − j) for i = 0 … W, q(x) = Σ_{k=0}^{W−t} (ρ·x)^k. */
export function dualCodeword(slots: number, threshold: number, rho: bigint): bigint[] {
  const terms = slots - threshold + 1;
  const inverses = inverseFactorials(slots);
  const points = Array.from({ length: slots + 1 }, (_, i) => Fr.mul(rho, BigInt(i)));
  const denominators = Fr.invertBatch(points.map((x) => Fr.sub(x, 1n)));
  return points.map((x, i) => {
    const q = x === 1n ? Fr.create(BigInt(terms)) : Fr.mul(Fr.sub(Fr.pow(x, BigInt(terms)), 1n), denominators[i] ?? 0n);
    // ∏ (i − j) = (−1)^(W−i)·i!·(W−i)!
    const v = Fr.mul(q, Fr.mul(inverses[i] ?? 0n, inverses[slots - i] ?? 0n));
    return (slots - i) % 2 === 0 ? v : Fr.neg(v);
  });
}

/** 1/0! … 1/n!, with one inversion. */
function inverseFactorials(n: number): bigint[] {
  let factorial = 1n;
  for (let i = 2; i <= n; i++) factorial = Fr.mul(factorial, BigInt(i));
  const inverses = [Fr.inv(factorial)];
  for (let i = n; i > 0; i--) inverses.push(Fr.mul(inverses[n - i] ?? 0n, BigInt(i)));
  return inverses.reverse();
}
