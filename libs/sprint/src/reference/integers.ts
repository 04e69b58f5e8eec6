// Bound once: where a program runs in a context of its own, each look-up of a global is a call.
const { floor, sqrt } = Math;

/** ⌊√v⌋, exact for 0 ≤ v < 2^32; corrected, because ECMAScript leaves the last bit of Math.sqrt to the engine. */
export function isqrt(v: number): number {
  let root = floor(sqrt(v));
  while (root * root > v) root -= 1;
  while ((root + 1) * (root + 1) <= v) root += 1;
  return root;
}

/** Round to nearest, halves towards +∞: (a + 2^(k−1)) >> k. */
export function rsr(a: number, k: number): number {
  return (a + (1 << (k - 1))) >> k;
}

export function sat8(a: number): number {
  return a < -128 ? -128 : a > 127 ? 127 : a;
}

/** Bound of the residual, ±4095. */
export function clamp(a: number): number {
  return a < -4095 ? -4095 : a > 4095 ? 4095 : a;
}

const OCTAVE = [
  32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976,
];

/**
 * The power-of-two softmax (sprint-work §3): weight of a score i steps below the maximum, sixteen steps per factor 2,
 * 7 bits, never 0. T[0] = 127, T[16] = 64, T[127] = 1.
 */
export const SOFTMAX_TABLE: Int32Array = Int32Array.from({ length: 128 }, (_, i) => {
  const octave = i >> 4;
  return Math.max(1, ((OCTAVE[i & 15] ?? 0) + (1 << (7 + octave))) >> (8 + octave));
});
