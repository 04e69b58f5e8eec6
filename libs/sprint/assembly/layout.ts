// Sizes of the work (sprint-work §2) and where everything lies in memory. One instance does one shape at a time.

export let dim: i32 = 0;
export let layers: i32 = 0;
export let heads: i32 = 0;
export let ff: i32 = 0;
export let seq: i32 = 0;
/** Nonces that go through one pass of the weights: a multiple of 4, because four are hashed at once. */
export let batch: i32 = 0;

export let kd: i32 = 0;
export let kf: i32 = 0;
export let ks: i32 = 0;
export let kg: i32 = 0;

/** 32 bytes: the key of the weights' stream. */
export let weightKey: usize = 0;
/** All weights, packed (see weights.ts), int8. */
export let weights: usize = 0;
/** Eight rows of a matrix as the stream has them, int8 [8][inputs]. */
export let staging: usize = 0;
/** Eight rows widened for the product, int16 [inputs/2][8][2]. */
export let panel: usize = 0;
/** Tokens in, low bytes of the residual out: int8 [batch][seq · dim], each with 64 bytes of SHA-256 padding behind it. */
export let bytes: usize = 0;
export let bytesStride: usize = 0;
/** int16 [rows][dim], rows = batch · seq. */
export let residual: usize = 0;
/** n, o or hid: int16 [rows][dim or ff]. */
export let narrow: usize = 0;
/** qkv or gu: int16 [rows][3·dim or 2·ff]. */
export let wide: usize = 0;
/** Keys of a head as a panel, int16 [seq/8][dh/2][8][2]. */
export let keys: usize = 0;
/** Values of a head as a panel, int16 [dh/8][seq/2][8][2]. */
export let values: usize = 0;
/** int32 [4][seq up to a multiple of 8]: scores of four queries; afterwards their weighted sums. */
export let scores: usize = 0;
/** int16 [4][seq]: softmax weights of four queries. */
export let shares: usize = 0;
/** 32 bytes per nonce of a batch: keys of the token streams, then the digests. */
export let digests: usize = 0;
/** Four messages of H for the input keys, padded for SHA-256. */
export let messages: usize = 0;
export let messageStride: usize = 0;

const PAGE: usize = 65536;
let top: usize = 0;

/** The least e with 4^e ≥ n. */
function log4Ceil(n: i32): i32 {
  let e = 0;
  for (let power = 1; power < n; power *= 4) e++;
  return e;
}

/** Room for n bytes on a cache line of its own; 0 once the address space is used up. */
function room(n: u64): usize {
  const at = (<u64>top + 63) & ~63;
  if (top == 0 || at + n > 0xffff0000) {
    top = 0;
    return 0;
  }
  top = <usize>(at + n);
  return <usize>at;
}

/**
 * Lays the memory out for a shape; whatever was there is gone.
 * @param prefix bytes of H's message for an input key before its nonce
 * @returns false if there is not enough memory
 */
export function layout(d: i32, l: i32, h: i32, f: i32, s: i32, nonces: i32, prefix: i32): bool {
  dim = d;
  layers = l;
  heads = h;
  ff = f;
  seq = s;
  batch = (nonces + 3) & ~3;
  const e = log4Ceil(d);
  kd = 6 + e;
  kf = 6 + log4Ceil(f);
  ks = 5 + log4Ceil(d / h);
  kg = d <= 2 << (2 * (e - 1)) ? 4 : 5;

  const rows = <u64>batch * s;
  const dh = d / h;
  const widest = max(d, f);
  const padded = (s + 7) & ~7;
  top = __heap_base;
  weightKey = room(32);
  weights = room(<u64>l * (4 * <u64>d * d + 3 * <u64>d * f));
  staging = room(8 * widest);
  panel = room(16 * widest);
  bytesStride = s * d + 64;
  bytes = room(<u64>batch * bytesStride);
  residual = room(2 * rows * d);
  narrow = room(2 * rows * widest);
  wide = room(2 * rows * max(3 * d, 2 * f));
  keys = room(2 * padded * dh);
  values = room(2 * s * dh);
  scores = room(16 * max(padded, 8));
  shares = room(8 * s);
  digests = room(32 * batch);
  // 0x80 and the length in bits follow the nonce of 8 bytes.
  messageStride = (prefix + 8 + 9 + 63) & ~63;
  messages = room(4 * messageStride);
  if (top == 0) return false;
  const pages = <i32>((<u64>top + PAGE - 1) / PAGE) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}
