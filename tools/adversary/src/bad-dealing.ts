import { createHash } from 'node:crypto';

const G1_BYTES = 48;
const G2_BYTES = 96;
const SCALAR_BYTES = 32;

/**
 * The i-th bad dealing of a Host, from its honest one. In turn: a wrong proof of knowledge; two encrypted shares in each other's place,
 * which takes the whole verification to find; noise of the right length; nothing but the head; noise twice as long.
 */
export function badDealing(honest: Uint8Array, i: number): Uint8Array {
  switch (i % 5) {
    case 0:
      return withWrongProof(honest, i + 1);
    case 1:
      return withSwappedShares(honest, i);
    case 2:
      return noise(i, honest.length);
    case 3:
      return honest.slice(0, G1_BYTES + (i % G1_BYTES));
    default:
      return noise(i, 2 * honest.length);
  }
}

/** The dealing with another z, still below the order: its low 32 bits are moved. */
function withWrongProof(honest: Uint8Array, by: number): Uint8Array {
  const forged = Uint8Array.from(honest);
  const low = new DataView(forged.buffer, forged.length - 4);
  low.setUint32(0, (low.getUint32(0) + by) >>> 0);
  return forged;
}

/** Y_k and Y_{k+1} in each other's place. A_0, R and z stay, so that the proof of knowledge holds. */
function withSwappedShares(honest: Uint8Array, i: number): Uint8Array {
  const slots = (honest.length - SCALAR_BYTES - 2 * G1_BYTES) / (G1_BYTES + G2_BYTES);
  const first = G1_BYTES * (slots + 1) + G2_BYTES * (i % (slots - 1));
  const forged = Uint8Array.from(honest);
  forged.set(honest.subarray(first + G2_BYTES, first + 2 * G2_BYTES), first);
  forged.set(honest.subarray(first, first + G2_BYTES), first + G2_BYTES);
  return forged;
}

/** Bytes that look random and are the same each time. */
function noise(seed: number, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, n) =>
    createHash('sha256').update(`${seed}/${n}`).digest(),
  );
  return Uint8Array.from(Buffer.concat(blocks).subarray(0, length));
}
