import fc from 'fast-check';

/** Random bytes of an exact length, for properties. */
export function bytesOf(length: number): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ minLength: length, maxLength: length });
}

/** Any u64. */
export const anyU64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** A copy with one bit of one byte flipped. */
export function flipBit(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}
