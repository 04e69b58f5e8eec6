import { sha256 } from '@noble/hashes/sha2.js';
import { u32be, utf8 } from './bytes.js';
import { CryptoError } from './error.js';

const MAX_TAG_BYTES = 255;

/**
 * The protocol's one hash (§1): `SHA-256( u8(len tag) ‖ tag ‖ u32be(len p1) ‖ p1 ‖ … )`.
 * The lengths make it injective: ("ab", "c") and ("a", "bc") never meet.
 * @param tag `pacer/<purpose>/v1`, at most 255 bytes of UTF-8
 * @param parts bytes of any length; in protocol messages the first is the chain id
 * @returns 32 bytes
 * @throws CryptoError `bad-length` for a longer tag
 */
export function H(tag: string, ...parts: Uint8Array[]): Uint8Array {
  const name = utf8(tag);
  if (name.length > MAX_TAG_BYTES) {
    throw new CryptoError('bad-length', `the tag has ${name.length} bytes: use pacer/<purpose>/v1, at most 255`);
  }
  const hash = sha256.create().update(Uint8Array.of(name.length)).update(name);
  for (const part of parts) hash.update(u32be(part.length)).update(part);
  return hash.digest();
}
