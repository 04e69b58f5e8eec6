import { bls12_381 } from '@noble/curves/bls12-381.js';
import { SCALAR_ORDER } from '../field.js';
import type { G2Point } from '../points.js';
import { add, double, negate, psi, type RawG2, toPoint } from './g2-arithmetic.js';

/** |x|, the absolute value of the curve's parameter: r = x⁴ − x² + 1, and ψ multiplies by x, which is negative. */
export const CURVE_PARAMETER = 0xd201000000010000n;

const DIGITS = 4;
const WINDOW = 5;
const HALF = 2 ** (WINDOW - 1);
/** 65 bits: a digit has 64, and the signed windows carry one. */
const WINDOWS = 13;
const ZERO: RawG2 = bls12_381.G2.Point.ZERO;

/**
 * Multiplies one point of G2 by secret scalars, with a quarter of the doublings of a plain multiplication (Galbraith,
 * Lin, Scott 2008): k = Σ d_i·|x|^i with four digits of 64 bits, and |x|^i·P = (−1)^i·ψ^i(P) costs nearly nothing. The
 * digits are walked together, in signed windows of 5 bits. The sequence of point operations does not depend on the
 * scalar: a window of 0 adds the identity.
 */
export class G2Multiples {
  /** [i][m] = m·(−1)^i·ψ^i(P), m = 0 … 16 */
  readonly #tables: RawG2[][];

  /** @param point in the subgroup: outside of it ψ is something else */
  constructor(point: G2Point) {
    const multiples: RawG2[] = [ZERO, point];
    for (let last: RawG2 = point; multiples.length <= HALF; multiples.push(last)) last = add(last, point);
    this.#tables = [multiples];
    for (let digit = 1; digit < DIGITS; digit++) {
      this.#tables.push((this.#tables[digit - 1] ?? []).map((multiple) => negate(psi(multiple))));
    }
  }

  /** k·P for 0 ≤ k < r. */
  times(scalar: bigint): G2Point {
    if (scalar < 0n || scalar >= SCALAR_ORDER) throw new RangeError('the scalar is not below the group order');
    const digits = windowsOf(scalar);
    let sum = ZERO;
    for (let window = WINDOWS - 1; window >= 0; window--) {
      if (window < WINDOWS - 1) for (let i = 0; i < WINDOW; i++) sum = double(sum);
      this.#tables.forEach((multiples, digit) => {
        const m = digits[digit]?.[window] ?? 0;
        const positive = multiples[Math.abs(m)] ?? ZERO;
        const negative = negate(positive);
        sum = add(sum, m < 0 ? negative : positive);
      });
    }
    return toPoint(sum);
  }
}

/** The four digits of k to the base |x|, each as 13 windows of −15 … 16, the lowest first. */
function windowsOf(scalar: bigint): number[][] {
  const digits: number[][] = [];
  for (let digit = 0, rest = scalar; digit < DIGITS; digit++, rest /= CURVE_PARAMETER) {
    const windows: number[] = [];
    let bits = rest % CURVE_PARAMETER;
    for (let window = 0; window < WINDOWS; window++) {
      const low = Number(bits & BigInt(2 * HALF - 1));
      const carry = low > HALF ? 1 : 0;
      windows.push(low - carry * 2 * HALF);
      bits = (bits >> BigInt(WINDOW)) + BigInt(carry);
    }
    digits.push(windows);
  }
  return digits;
}
