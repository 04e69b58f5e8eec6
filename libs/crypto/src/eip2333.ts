import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { assertCount, concat, u32be, utf8 } from './bytes.js';
import { CryptoError } from './error.js';
import { bytesToInteger, decodeSecretKey, encodeScalar, SCALAR_ORDER } from './field.js';

const MIN_SEED_BYTES = 32;
const MAX_INDEX = 0xffffffff;
const CHUNK = 32;
const LAMPORT_BYTES = 255 * CHUNK;
const KEY_BYTES = 48;

/**
 * The master key of EIP-2333: derive_master_SK.
 * @param seed at least 32 bytes
 * @returns 32 bytes, 1 … r − 1
 * @throws CryptoError `bad-length`
 */
export function deriveMaster(seed: Uint8Array): Uint8Array {
  if (seed.length < MIN_SEED_BYTES) {
    throw new CryptoError('bad-length', `the seed has ${seed.length} bytes: pass at least ${MIN_SEED_BYTES}`);
  }
  return hkdfModR(seed);
}

/**
 * A child key of EIP-2333: derive_child_SK. All children are hardened.
 * @param secretKey 32 bytes, 1 … r − 1
 * @param index 0 … 2^32 − 1
 * @returns 32 bytes, 1 … r − 1
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function deriveChild(secretKey: Uint8Array, index: number): Uint8Array {
  decodeSecretKey(secretKey);
  assertCount(index, 'index', MAX_INDEX);
  const salt = u32be(index);
  const lamport = [secretKey, secretKey.map((byte) => ~byte)].map((key) => lamportHashes(key, salt));
  return hkdfModR(sha256(concat(...lamport)));
}

/**
 * The key at a path of EIP-2334, such as `m/12381/7273/0/0`.
 * @param seed at least 32 bytes
 * @param path `m`, or `m/` and decimal indices of 0 … 2^32 − 1
 * @returns 32 bytes, 1 … r − 1
 * @throws CryptoError `bad-length`, `bad-path`
 */
export function derivePath(seed: Uint8Array, path: string): Uint8Array {
  if (!/^m(\/(0|[1-9][0-9]{0,9}))*$/.test(path)) {
    throw new CryptoError('bad-path', `"${path}" is not a path: write m/12381/7273/0/0, without leading zeros`);
  }
  const indices = path.split('/').slice(1).map(Number);
  if (indices.some((index) => index > MAX_INDEX)) {
    throw new CryptoError('bad-path', `"${path}" has an index above 2^32 − 1: use a smaller one`);
  }
  return indices.reduce(deriveChild, deriveMaster(seed));
}

/** hkdf_mod_r: KeyGen of the BLS draft with its salt. 0 comes with probability 2^-255 and is drawn again. */
function hkdfModR(keyMaterial: Uint8Array): Uint8Array {
  let salt = utf8('BLS-SIG-KEYGEN-SALT-');
  for (;;) {
    salt = sha256(salt);
    const key = extract(sha256, concat(keyMaterial, Uint8Array.of(0)), salt);
    const scalar = bytesToInteger(expand(sha256, key, Uint8Array.of(0, KEY_BYTES), KEY_BYTES)) % SCALAR_ORDER;
    if (scalar !== 0n) return encodeScalar(scalar);
  }
}

/** SHA-256 of each of the 255 chunks of IKM_to_lamport_SK, concatenated. */
function lamportHashes(keyMaterial: Uint8Array, salt: Uint8Array): Uint8Array {
  const chunks = expand(sha256, extract(sha256, keyMaterial, salt), new Uint8Array(0), LAMPORT_BYTES);
  const hashes = new Uint8Array(LAMPORT_BYTES);
  for (let at = 0; at < LAMPORT_BYTES; at += CHUNK) hashes.set(sha256(chunks.subarray(at, at + CHUNK)), at);
  return hashes;
}
