import { concat, u64be } from '../bytes.js';
import { hashToScalar, SCALAR_ORDER } from '../field.js';
import { roundParts, type PvssRound } from './round.js';

/** Between two reductions the value grows by the bits of x only: dividing is dearer than multiplying. */
const STEPS_PER_REDUCTION = 8;

/**
 * f_0 … f_{t−1} of the dealer: `hash_to_field("pacer/pvss/f/v1", dk ‖ chain ‖ epoch ‖ table hash ‖ u64 j)` (§4). From
 * dk alone, so that an agent that restarts deals the same bytes again.
 * @param dk 32 bytes, checked by the caller
 */
export function pvssCoefficients(round: PvssRound, dk: Uint8Array): bigint[] {
  const prefix = concat(dk, ...roundParts(round));
  return Array.from({ length: round.threshold }, (_, j) =>
    hashToScalar('pacer/pvss/f/v1', concat(prefix, u64be(BigInt(j)))),
  );
}

/** f(x) modulo r, by Horner. */
export function evaluate(coefficients: readonly bigint[], x: number): bigint {
  const at = BigInt(x);
  let value = 0n;
  for (let j = coefficients.length - 1; j >= 0; j--) {
    value = value * at + (coefficients[j] ?? 0n);
    if (j % STEPS_PER_REDUCTION === 0) value %= SCALAR_ORDER;
  }
  return value;
}
