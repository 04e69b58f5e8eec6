// Bound once: where a program runs in a context of its own, each look-up of a global is a call.
const { imul } = Math;

/**
 * out[t][o] = Σ_k a[t][k]·w[o][k] in int32. Four tokens at a time share each weight (tokens are a multiple of four).
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
  for (let t = 0; t < tokens; t += 4) {
    const a0 = t * inputs;
    const a1 = a0 + inputs;
    const a2 = a1 + inputs;
    const a3 = a2 + inputs;
    for (let o = 0; o < outputs; o++) {
      const row = o * inputs;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < inputs; k++) {
        const weight = w[row + k]!;
        s0 = (s0 + imul(a[a0 + k]!, weight)) | 0;
        s1 = (s1 + imul(a[a1 + k]!, weight)) | 0;
        s2 = (s2 + imul(a[a2 + k]!, weight)) | 0;
        s3 = (s3 + imul(a[a3 + k]!, weight)) | 0;
      }
      out[t * outputs + o] = s0;
      out[(t + 1) * outputs + o] = s1;
      out[(t + 2) * outputs + o] = s2;
      out[(t + 3) * outputs + o] = s3;
    }
  }
}
