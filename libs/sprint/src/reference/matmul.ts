// Bound once: where a program runs in a context of its own, each look-up of a global is a call.
const { round } = Math;

/** Two sums share one double: the second stands 2^27 higher. */
const HIGH = 2 ** 27;
/** Inputs per part: each sum stays within 2^24 and both within 2^51, so that the double holds them exactly. */
const PART = 1024;
const low = new Float64Array(PART);
const high = new Float64Array(PART);

/**
 * out[t][o] = Σ_k a[t][k]·w[o][k], exact integers. Tokens go by twos through one multiplication, x0 + x1·2^27, which
 * is three times as fast as int32 products here (sprint-work §9 does the same with 64-bit integers). Four tokens
 * share each weight that is loaded; tokens are a multiple of four.
 * @param a [tokens][inputs]
 * @param w [outputs][inputs]
 * @param out at least tokens · outputs elements, filled as [tokens][outputs]
 */
export function matmul(
  a: Int8Array,
  w: Int8Array,
  out: Int32Array,
  tokens: number,
  outputs: number,
  inputs: number,
): void {
  out.fill(0, 0, tokens * outputs);
  for (let start = 0; start < inputs; start += PART) {
    const length = start + PART < inputs ? PART : inputs - start;
    for (let t = 0; t < tokens; t += 4) {
      for (let k = 0; k < length; k++) {
        const at = t * inputs + start + k;
        low[k] = a[at]! + a[at + inputs]! * HIGH;
        high[k] = a[at + 2 * inputs]! + a[at + 3 * inputs]! * HIGH;
      }
      for (let o = 0; o < outputs; o++) {
        const row = o * inputs + start;
        let first = 0;
        let second = 0;
        for (let k = 0; k < length; k++) {
          const weight = w[row + k]!;
          first += low[k]! * weight;
          second += high[k]! * weight;
        }
        add(out, t * outputs + o, outputs, first);
        add(out, (t + 2) * outputs + o, outputs, second);
      }
    }
  }
}

/** Parts a double again: the low sum is below 2^26 in magnitude, so rounding finds the high one. */
function add(out: Int32Array, at: number, step: number, packed: number): void {
  const upper = round(packed / HIGH);
  out[at] = out[at]! + packed - upper * HIGH;
  out[at + step] = out[at + step]! + upper;
}
