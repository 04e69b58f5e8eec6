import type { Shape } from '../shape.js';

/** Right shifts that bring a matrix product back to 8 bits; all derived from the shape (sprint-work §2). */
export interface Shifts {
  readonly kd: number;
  readonly kf: number;
  readonly ks: number;
  readonly kg: number;
}

/** The least e with 4^e ≥ n. */
function log4Ceil(n: number): number {
  let e = 0;
  for (let power = 1; power < n; power *= 4) e += 1;
  return e;
}

export function shiftsOf(shape: Shape): Shifts {
  const e = log4Ceil(shape.dim);
  return {
    kd: 6 + e,
    kf: 6 + log4Ceil(shape.ff),
    ks: 5 + log4Ceil(shape.dim / shape.heads),
    kg: shape.dim <= 2 * 4 ** (e - 1) ? 4 : 5,
  };
}
