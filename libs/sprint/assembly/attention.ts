// Bidirectional attention without positions: own value minus the weighted mean of all values (sprint-work §4).
import { dim, heads, keys, ks, scores, seq, shares, values } from './layout';
import { RAW, tile } from './matmul';

/** The power-of-two softmax: 16 steps per factor 2, 7 bits, never 0 (sprint-work §3). */
const T: usize = memory.data(128, 16);
const B: usize = memory.data<u16>([
  32512, 31134, 29814, 28550, 27339, 26180, 25070, 24007, 22989, 22015, 21081, 20188, 19332, 18512, 17727, 16976,
]);

export function fillTable(): void {
  for (let i: i32 = 0; i < 128; i++) {
    const octave = i >> 4;
    const value = (<i32>load<u16>(B + 2 * (i & 15)) + (1 << (7 + octave))) >> (8 + octave);
    store<u8>(T + i, max(value, 1));
  }
}

/** Keys of a head as a panel: pairs of elements lie together, eight keys a row; missing keys of the last panel are 0. */
function packKeys(k: usize, stride: usize, dh: i32): void {
  const padded = (seq + 7) & ~7;
  for (let u = 0; u < padded; u++) {
    const to = keys + 2 * (u & ~7) * dh + 4 * (u & 7);
    const from = k + u * stride;
    for (let j = 0; j < dh; j += 2) store<u32>(to + 16 * j, u < seq ? load<u32>(from + 2 * j) : 0);
  }
}

/** Values of a head as panels: pairs of tokens lie together, eight elements a row. */
function packValues(v: usize, stride: usize, dh: i32): void {
  for (let u = 0; u < seq; u += 2) {
    for (let j = 0; j < dh; j += 8) {
      const first = v128.load(v + u * stride + 2 * j);
      const second = v128.load(v + (u + 1) * stride + 2 * j);
      const to = values + 2 * j * seq + 16 * u;
      v128.store(to, i16x8.shuffle(first, second, 0, 8, 1, 9, 2, 10, 3, 11));
      v128.store(to, i16x8.shuffle(first, second, 4, 12, 5, 13, 6, 14, 7, 15), 16);
    }
  }
}

/** Scores of one query to its softmax weights. Returns 2^23 // their sum. */
function softmax(from: usize, to: usize): i32 {
  const end = from + 4 * seq;
  let best = v128.load(from);
  for (let at = from + 16; at < end; at += 16) best = i32x4.max_s(best, v128.load(at));
  best = i32x4.max_s(best, i8x16.shuffle(best, best, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  best = i32x4.max_s(best, i8x16.shuffle(best, best, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11));
  const last = i32x4.splat(127);
  let total: u32 = 0;
  for (let at = from; at < end; at += 16, to += 8) {
    const step = i32x4.min_s(i32x4.shr_s(i32x4.sub(best, v128.load(at)), ks), last);
    const p0 = <u32>load<u8>(T + i32x4.extract_lane(step, 0));
    const p1 = <u32>load<u8>(T + i32x4.extract_lane(step, 1));
    const p2 = <u32>load<u8>(T + i32x4.extract_lane(step, 2));
    const p3 = <u32>load<u8>(T + i32x4.extract_lane(step, 3));
    store<u32>(to, p0 | (p1 << 16));
    store<u32>(to, p2 | (p3 << 16), 4);
    total += p0 + p1 + p2 + p3;
  }
  return (1 << 23) / total;
}

/** o = sat8(v − rsr(sum · c, 23)) for eight elements. */
@inline
function subtractMean(sums: usize, c: i32, v: usize, o: usize): void {
  const half = i32x4.splat(1 << 22);
  const factor = i32x4.splat(c);
  const low = i32x4.shr_s(i32x4.add(i32x4.mul(v128.load(sums), factor), half), 23);
  const high = i32x4.shr_s(i32x4.add(i32x4.mul(v128.load(sums, 16), factor), half), 23);
  const y = i16x8.sub(v128.load(v), i16x8.narrow_i32x4_s(low, high));
  v128.store(o, i16x8.max_s(i16x8.min_s(y, i16x8.splat(127)), i16x8.splat(-128)));
}

/**
 * All heads of one nonce.
 * @param qkv int16 [seq][3·dim]
 * @param o int16 [seq][dim]
 */
export function attention(qkv: usize, o: usize): void {
  const dh = dim / heads;
  const stride = 6 * dim;
  const scoreStride = 4 * ((seq + 7) & ~7);
  for (let head = 0; head < heads; head++) {
    const q = qkv + 2 * head * dh;
    const v = q + 4 * dim;
    packKeys(q + 2 * dim, stride, dh);
    packValues(v, stride, dh);
    for (let t = 0; t < seq; t += 4) {
      for (let u = 0; u < seq; u += 8) {
        tile(RAW, q + t * stride, stride, keys + 2 * u * dh, dh, scores + 4 * u, scoreStride, 1);
      }
      const c0 = softmax(scores, shares);
      const c1 = softmax(scores + scoreStride, shares + 2 * seq);
      const c2 = softmax(scores + 2 * scoreStride, shares + 4 * seq);
      const c3 = softmax(scores + 3 * scoreStride, shares + 6 * seq);
      for (let j = 0; j < dh; j += 8) {
        tile(RAW, shares, 2 * seq, values + 2 * j * seq, seq, scores, 32, 1);
        const own = v + t * stride + 2 * j;
        const out = o + 2 * (t * dim + head * dh + j);
        subtractMean(scores, c0, own, out);
        subtractMean(scores + 32, c1, own + stride, out + 2 * dim);
        subtractMean(scores + 64, c2, own + 2 * stride, out + 4 * dim);
        subtractMean(scores + 96, c3, own + 3 * stride, out + 6 * dim);
      }
    }
  }
}
