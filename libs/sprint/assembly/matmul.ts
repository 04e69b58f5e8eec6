// out[t][o] = Σ_k a[t][k] · W[o][k] with the epilogue of its place fused: four tokens × eight outputs stay in registers.
import { panel } from './layout';
import { widen } from './weights';

/** sat8(rsr(sum, shift)) to int16. */
export const ROUND = 0;
/** clamp(out + rsr(sum, shift)) to int16. */
export const RESIDUAL = 1;
/** The sum itself, to int32. */
export const RAW = 2;

@inline
function finish(kind: i32, low: v128, high: v128, out: usize, half: v128, shift: i32): void {
  if (kind == RAW) {
    v128.store(out, low);
    v128.store(out, high, 16);
    return;
  }
  // Narrowing saturates at 16 bits, which changes nothing: both bounds below are far inside.
  const y = i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(low, half), shift), i32x4.shr_s(i32x4.add(high, half), shift));
  if (kind == ROUND) {
    v128.store(out, i16x8.max_s(i16x8.min_s(y, i16x8.splat(127)), i16x8.splat(-128)));
  } else {
    const r = i16x8.add_sat_s(v128.load(out), y);
    v128.store(out, i16x8.max_s(i16x8.min_s(r, i16x8.splat(4095)), i16x8.splat(-4095)));
  }
}

/**
 * Four rows of `a` with one panel.
 * @param a int16, rows of aStride bytes
 * @param weights int16 [inputs/2][8][2]
 * @param inputs a multiple of 4
 * @param out int16 or int32, rows of outStride bytes
 */
export function tile(
  kind: i32, a: usize, aStride: usize, weights: usize, inputs: i32, out: usize, outStride: usize, shift: i32,
): void {
  const zero = i32x4.splat(0);
  let s00 = zero, s01 = zero, s10 = zero, s11 = zero, s20 = zero, s21 = zero, s30 = zero, s31 = zero;
  let a0 = a;
  let a1 = a + aStride;
  let a2 = a1 + aStride;
  let a3 = a2 + aStride;
  const end = weights + 16 * inputs;
  for (let w = weights; w < end; w += 64) {
    let w0 = v128.load(w);
    let w1 = v128.load(w, 16);
    let x = v128.load32_splat(a0);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, w0));
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, w1));
    x = v128.load32_splat(a1);
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x, w0));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x, w1));
    x = v128.load32_splat(a2);
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(x, w0));
    s21 = i32x4.add(s21, i32x4.dot_i16x8_s(x, w1));
    x = v128.load32_splat(a3);
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(x, w0));
    s31 = i32x4.add(s31, i32x4.dot_i16x8_s(x, w1));
    w0 = v128.load(w, 32);
    w1 = v128.load(w, 48);
    x = v128.load32_splat(a0, 4);
    s00 = i32x4.add(s00, i32x4.dot_i16x8_s(x, w0));
    s01 = i32x4.add(s01, i32x4.dot_i16x8_s(x, w1));
    x = v128.load32_splat(a1, 4);
    s10 = i32x4.add(s10, i32x4.dot_i16x8_s(x, w0));
    s11 = i32x4.add(s11, i32x4.dot_i16x8_s(x, w1));
    x = v128.load32_splat(a2, 4);
    s20 = i32x4.add(s20, i32x4.dot_i16x8_s(x, w0));
    s21 = i32x4.add(s21, i32x4.dot_i16x8_s(x, w1));
    x = v128.load32_splat(a3, 4);
    s30 = i32x4.add(s30, i32x4.dot_i16x8_s(x, w0));
    s31 = i32x4.add(s31, i32x4.dot_i16x8_s(x, w1));
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
  }
  const half = i32x4.splat(1 << (shift - 1));
  finish(kind, s00, s01, out, half, shift);
  finish(kind, s10, s11, out + outStride, half, shift);
  finish(kind, s20, s21, out + 2 * outStride, half, shift);
  finish(kind, s30, s31, out + 3 * outStride, half, shift);
}

/**
 * All rows with all weights of a matrix.
 * @param a int16 [rows][inputs]
 * @param packed as weights.ts has it
 * @param out int16 [rows][outputs]
 */
export function matmul(
  kind: i32, a: usize, packed: usize, out: usize, rows: i32, outputs: i32, inputs: i32, shift: i32,
): void {
  const aStride = 2 * inputs;
  const outStride = 2 * outputs;
  for (let o = 0; o < outputs; o += 8) {
    widen(packed + o * inputs, inputs);
    for (let t = 0; t < rows; t += 4) {
      tile(kind, a + t * aStride, aStride, panel, inputs, out + t * outStride + 2 * o, outStride, shift);
    }
  }
}
