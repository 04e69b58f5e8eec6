// SHA-256 (FIPS 180-4) of four messages of one length at once: a vector holds the same word of each.

const K: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
], 16);
const INITIAL: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
], 16);
/** The message schedule, 64 vectors, and the state, 8 vectors. */
const schedule: usize = memory.data(1024, 16);
const state: usize = memory.data(128, 16);

@inline
function rotr(x: v128, n: i32): v128 {
  return v128.or(i32x4.shr_u(x, n), i32x4.shl(x, 32 - n));
}

@inline
function swap(x: v128): v128 {
  return i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Transposes four vectors of four words in memory order, swapping bytes, from rows at p + lane · from to rows at q + lane · to. */
function transpose(p: usize, from: usize, q: usize, to: usize): void {
  const a = swap(v128.load(p));
  const b = swap(v128.load(p + from));
  const c = swap(v128.load(p + 2 * from));
  const d = swap(v128.load(p + 3 * from));
  const ab = i8x16.shuffle(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const cd = i8x16.shuffle(c, d, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const ef = i8x16.shuffle(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  const gh = i8x16.shuffle(c, d, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  v128.store(q, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(q + to, i64x2.shuffle(ab, cd, 1, 3));
  v128.store(q + 2 * to, i64x2.shuffle(ef, gh, 0, 2));
  v128.store(q + 3 * to, i64x2.shuffle(ef, gh, 1, 3));
}

/** Writes the padding of a message: 0x80, zeros, its length in bits; the message ends a whole number of blocks at `end`. */
export function pad(message: usize, length: usize, end: usize): void {
  memory.fill(message + length, 0, end - length);
  store<u8>(message + length, 0x80);
  store<u64>(message + end - 8, bswap<u64>(8 * <u64>length));
}

/**
 * Hashes four padded messages.
 * @param message the first; the others follow at multiples of stride
 * @param blocks of 64 bytes, in each of them
 * @param out four digests of 32 bytes, one after the other
 */
export function sha256x4(message: usize, stride: usize, blocks: i32, out: usize): void {
  for (let i = 0; i < 8; i++) v128.store(state + 16 * i, v128.load32_splat(INITIAL + 4 * i));
  for (let block = 0; block < blocks; block++) {
    for (let i = 0; i < 4; i++) transpose(message + 64 * block + 16 * i, stride, schedule + 64 * i, 16);
    for (let i = schedule + 256; i < schedule + 1024; i += 16) {
      const far = v128.load(i - 240);
      const near = v128.load(i - 32);
      const s0 = v128.xor(v128.xor(rotr(far, 7), rotr(far, 18)), i32x4.shr_u(far, 3));
      const s1 = v128.xor(v128.xor(rotr(near, 17), rotr(near, 19)), i32x4.shr_u(near, 10));
      v128.store(i, i32x4.add(i32x4.add(v128.load(i - 256), s0), i32x4.add(v128.load(i - 112), s1)));
    }
    let a = v128.load(state);
    let b = v128.load(state, 16);
    let c = v128.load(state, 32);
    let d = v128.load(state, 48);
    let e = v128.load(state, 64);
    let f = v128.load(state, 80);
    let g = v128.load(state, 96);
    let h = v128.load(state, 112);
    for (let i = 0; i < 64; i++) {
      const s1 = v128.xor(v128.xor(rotr(e, 6), rotr(e, 11)), rotr(e, 25));
      const word = i32x4.add(v128.load32_splat(K + 4 * i), v128.load(schedule + 16 * i));
      const t1 = i32x4.add(i32x4.add(h, word), i32x4.add(s1, v128.bitselect(f, g, e)));
      const s0 = v128.xor(v128.xor(rotr(a, 2), rotr(a, 13)), rotr(a, 22));
      const majority = v128.bitselect(v128.or(b, c), v128.and(b, c), a);
      h = g;
      g = f;
      f = e;
      e = i32x4.add(d, t1);
      d = c;
      c = b;
      b = a;
      a = i32x4.add(t1, i32x4.add(s0, majority));
    }
    v128.store(state, i32x4.add(a, v128.load(state)));
    v128.store(state, i32x4.add(b, v128.load(state, 16)), 16);
    v128.store(state, i32x4.add(c, v128.load(state, 32)), 32);
    v128.store(state, i32x4.add(d, v128.load(state, 48)), 48);
    v128.store(state, i32x4.add(e, v128.load(state, 64)), 64);
    v128.store(state, i32x4.add(f, v128.load(state, 80)), 80);
    v128.store(state, i32x4.add(g, v128.load(state, 96)), 96);
    v128.store(state, i32x4.add(h, v128.load(state, 112)), 112);
  }
  transpose(state, 16, out, 32);
  transpose(state + 64, 16, out + 16, 32);
}
