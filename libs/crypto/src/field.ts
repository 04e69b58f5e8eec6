import { bls12_381 } from '@noble/curves/bls12-381.js';
import { assertLength, utf8 } from './bytes.js';
import { CryptoError } from './error.js';

/** r: the order of G1 and G2 of BLS12-381, the modulus of all scalars. */
export const SCALAR_ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

/** Scalars are 32 bytes, big-endian. */
export const SCALAR_BYTES = 32;

/**
 * hash_to_field of RFC 9380 §5.2 into the scalars: expand_message_xmd with SHA-256, L = 48, one element (§1).
 * @param dst the tag, as domain separation tag
 * @returns 0 … r − 1
 */
export function hashToScalar(dst: string, message: Uint8Array): bigint {
  return bls12_381.G2.hashToScalar(message, { DST: utf8(dst) });
}

/** The integer of big-endian bytes, of any length. */
export function bytesToInteger(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/**
 * 32 bytes, big-endian.
 * @throws CryptoError `out-of-range` outside 0 … r − 1
 */
export function encodeScalar(scalar: bigint): Uint8Array {
  if (scalar < 0n || scalar >= SCALAR_ORDER) {
    throw new CryptoError('out-of-range', 'the scalar is not below the group order: reduce it first');
  }
  const bytes = new Uint8Array(SCALAR_BYTES);
  for (let i = SCALAR_BYTES - 1, rest = scalar; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return bytes;
}

/**
 * A scalar from its only encoding; noble's own decoder would reduce a larger value silently.
 * @param what names the value in the error, which never shows it
 * @throws CryptoError `bad-length`; `non-canonical` for a value ≥ r
 */
export function decodeScalar(bytes: Uint8Array, what: string): bigint {
  assertLength(bytes, SCALAR_BYTES, what);
  const scalar = bytesToInteger(bytes);
  if (scalar >= SCALAR_ORDER) {
    throw new CryptoError('non-canonical', `${what} is not below the group order: take the canonical 32 bytes`);
  }
  return scalar;
}

/**
 * A secret scalar, 1 … r − 1.
 * @throws CryptoError `bad-length`, `non-canonical`; `out-of-range` for 0, whose public key is the identity
 */
export function decodeSecretKey(bytes: Uint8Array, what = 'the secret key'): bigint {
  const scalar = decodeScalar(bytes, what);
  if (scalar === 0n) throw new CryptoError('out-of-range', `${what} is zero: derive it with hostKeys(seed)`);
  return scalar;
}
