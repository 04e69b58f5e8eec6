import { secp256k1 } from '@noble/curves/secp256k1.js';
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { assertLength, compare } from './bytes.js';
import { CryptoError } from './error.js';

const PUBLIC_KEY_BYTES = 33;
const HASH_BYTES = 32;

/**
 * The account address of a secp256k1 key: RIPEMD-160(SHA-256(key)), as cosmos accounts have it.
 * @param publicKey compressed, 33 bytes
 * @returns 20 bytes
 * @throws CryptoError `bad-length`
 */
export function accountAddress(publicKey: Uint8Array): Uint8Array {
  assertLength(publicKey, PUBLIC_KEY_BYTES, 'the public key');
  return ripemd160(sha256(publicKey));
}

/**
 * Signs a request id: ECDSA with RFC 6979's nonce and low s. The id is a SHA-256 already and is not hashed again.
 * @param id from `requestId`, 32 bytes
 * @param secretKey 32 bytes
 * @returns r ‖ s, 64 bytes
 * @throws CryptoError `bad-length`; `out-of-range` for a key that is 0 or not below the curve's order
 */
export function signRequest(id: Uint8Array, secretKey: Uint8Array): Uint8Array {
  assertLength(id, HASH_BYTES, 'the request id');
  assertLength(secretKey, 32, 'the secret key');
  if (!secp256k1.utils.isValidSecretKey(secretKey)) {
    throw new CryptoError('out-of-range', 'the secret key is 0 or too large: generate another');
  }
  return secp256k1.sign(id, secretKey, { prehash: false });
}

/**
 * Whether the signature over the request id is the requester's. A leaf holds an address and no key, so the key is
 * recovered from the signature and must hash to the address. High s is false (every signature would have a twin),
 * and so is everything malformed.
 * @param input `requestId` 32, `requester` 20, `signature` 64 bytes
 */
export function verifyRequestSignature(input: {
  requestId: Uint8Array;
  requester: Uint8Array;
  signature: Uint8Array;
}): boolean {
  const { requestId, requester, signature } = input;
  if (requestId.length !== HASH_BYTES) return false;
  const key = recoverKeys(requestId, signature).find((k) => compare(accountAddress(k), requester) === 0);
  return key !== undefined && secp256k1.verify(signature, requestId, key, { prehash: false, lowS: true });
}

/** The keys, none to four, under which r, s and the id make an ECDSA signature. */
function recoverKeys(requestId: Uint8Array, signature: Uint8Array): Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (const recovery of [0, 1, 2, 3]) {
    try {
      const parsed = secp256k1.Signature.fromBytes(signature, 'compact').addRecoveryBit(recovery);
      keys.push(parsed.recoverPublicKey(requestId).toBytes());
    } catch {
      continue; // not 64 bytes, r or s out of range, or no point has this r: no key under this bit
    }
  }
  return keys;
}
