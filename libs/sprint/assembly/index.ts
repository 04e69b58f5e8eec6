// The kernel's exports. A program lays the memory out, puts key and message in, expands the weights, then does batches.
import { attention, fillTable } from './attention';
import { keystream } from './chacha20';
import {
  batch, bytes, bytesStride, digests, dim, ff, kd, kf, kg, layers, layout as place, messages, messageStride, narrow, residual, seq, weights, wide,
} from './layout';
import { matmul, RESIDUAL, ROUND } from './matmul';
import { norm } from './norm';
import { pad, sha256x4 } from './sha256';

export { expandWeights, pack } from './weights';
export { batch, bytes, bytesStride, digests, messages, staging, weightKey, weights } from './layout';

let prefix: usize = 0;

/** See layout.ts. The message of H up to its nonce goes to `messages`, then `begin` is called. */
export function layout(d: i32, l: i32, h: i32, f: i32, s: i32, nonces: i32, prefixBytes: i32): bool {
  fillTable();
  prefix = prefixBytes;
  return place(d, l, h, f, s, nonces, prefixBytes);
}

/** Copies the message to all four lanes and pads everything that is hashed. */
export function begin(): void {
  for (let lane = 0; lane < 4; lane++) {
    const message = messages + lane * messageStride;
    if (lane > 0) memory.copy(message, messages, prefix);
    pad(message, prefix + 8, messageStride);
  }
  for (let i = 0; i < batch; i++) pad(bytes + i * bytesStride, bytesStride - 64, bytesStride);
}

/** Tokens of consecutive nonces (sprint-work §3) into `bytes`. */
export function expandTokens(first: u64, count: i32): void {
  for (let i = 0; i < count; i += 4) {
    for (let lane = 0; lane < 4; lane++) {
      store<u64>(messages + lane * messageStride + prefix, bswap<u64>(first + i + lane));
    }
    sha256x4(messages, messageStride, messageStride / 64, digests + 32 * i);
  }
  const blocks = (bytesStride - 64) / 64;
  for (let i = 0; i < count; i++) keystream(digests + 32 * i, 0, bytes + i * bytesStride, blocks);
}

/** The bilinear gate: hid = g · u, rounded to 8 bits. |g · u| ≤ 2^14 leaves room for the half in int16. */
function gate(gu: usize, hid: usize, rows: i32): void {
  const half = i16x8.splat(<i16>1 << <i16>(kg - 1));
  const width = 2 * ff;
  for (let t = 0; t < rows; t++) {
    for (const end = gu + width; gu < end; gu += 16, hid += 16) {
      const product = i16x8.mul(v128.load(gu), v128.load(gu + width));
      const y = i16x8.shr_s(i16x8.add(product, half), kg);
      v128.store(hid, i16x8.max_s(i16x8.min_s(y, i16x8.splat(127)), i16x8.splat(-128)));
    }
    gu += width;
  }
}

/** The forward pass (sprint-work §4) of `count` nonces: tokens in `bytes` become the low bytes of the residual. */
export function forward(count: i32): void {
  const rows = count * seq;
  const size = seq * dim;
  for (let i = 0; i < count; i++) {
    const from = bytes + i * bytesStride;
    const to = residual + 2 * i * size;
    for (let j = 0; j < size; j += 8) v128.store(to + 2 * j, v128.load8x8_s(from + j));
  }
  let w = weights;
  for (let layer = 0; layer < layers; layer++) {
    norm(residual, narrow, rows);
    matmul(ROUND, narrow, w, wide, rows, 3 * dim, dim, kd);
    w += 3 * dim * dim;
    for (let i = 0; i < count; i++) attention(wide + 6 * i * size, narrow + 2 * i * size);
    matmul(RESIDUAL, narrow, w, residual, rows, dim, dim, kd - 1);
    w += dim * dim;
    norm(residual, narrow, rows);
    matmul(ROUND, narrow, w, wide, rows, 2 * ff, dim, kd);
    w += 2 * ff * dim;
    gate(wide, narrow, rows);
    matmul(RESIDUAL, narrow, w, residual, rows, dim, ff, kf - 1);
    w += dim * ff;
  }
  const low = i16x8.splat(255);
  for (let i = 0; i < count; i++) {
    const from = residual + 2 * i * size;
    const to = bytes + i * bytesStride;
    for (let j = 0; j < size; j += 16) {
      const first = v128.and(v128.load(from + 2 * j), low);
      const second = v128.and(v128.load(from + 2 * j, 16), low);
      v128.store(to + j, i8x16.narrow_i16x8_u(first, second));
    }
  }
}

/** SHA-256 of what `forward` left in `bytes`, into `digests`. */
export function hash(count: i32): void {
  for (let i = 0; i < count; i += 4) sha256x4(bytes + i * bytesStride, bytesStride, bytesStride / 64, digests + 32 * i);
}
