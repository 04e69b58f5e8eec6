import { bls12_381 } from '@noble/curves/bls12-381.js';
import { CryptoError } from './error.js';
import { decodeSecretKey } from './field.js';
import { decodePublicKey, decodeSignature, type G2Point } from './points.js';
import { refusedIsFalse } from './refusal.js';

/** Domain of signatures: the min-pk ciphersuite with proofs of possession (§1). */
export const SIGNATURE_SUITE = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';

/**
 * The public key of a secret key: g^sk.
 * @param secretKey 32 bytes, 1 … r − 1
 * @returns 48 bytes, a compressed point of G1
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function blsPublicKey(secretKey: Uint8Array): Uint8Array {
  return bls12_381.G1.Point.BASE.multiply(decodeSecretKey(secretKey)).toBytes();
}

/**
 * Signs a message. Callers build the message from typed fields with H: an agent never signs a caller's bytes (§1).
 * @param secretKey 32 bytes, 1 … r − 1
 * @returns 96 bytes, a compressed point of G2; the only valid signature of this key and message
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function blsSign(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return signInSuite(secretKey, message, SIGNATURE_SUITE);
}

/**
 * Whether the signature is this key's over the message. Malformed keys and signatures are false;
 * `decodePublicKey` and `decodeSignature` say why.
 */
export function blsVerify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return verifyInSuite(publicKey, message, signature, SIGNATURE_SUITE);
}

/**
 * The sum of signatures.
 * @returns 96 bytes
 * @throws CryptoError `empty`; `identity` when the sum is; what `decodeSignature` throws for one of them
 */
export function blsAggregateSignatures(signatures: Uint8Array[]): Uint8Array {
  return encodeSum(bls12_381.G2.Point.ZERO, signatures.map(decodeSignature), 'signatures');
}

/**
 * The sum of public keys.
 * @returns 48 bytes
 * @throws CryptoError `empty`; `identity` when the sum is; what `decodePublicKey` throws for one of them
 */
export function blsAggregatePublicKeys(publicKeys: Uint8Array[]): Uint8Array {
  return encodeSum(bls12_381.G1.Point.ZERO, publicKeys.map(decodePublicKey), 'public keys');
}

/**
 * Whether the aggregate is that of all these keys over one message. Safe only for keys whose possession was proven
 * (`verifyPossession`): a key "mine − victim's" passes otherwise. No keys, or anything malformed, is false.
 */
export function blsFastAggregateVerify(publicKeys: Uint8Array[], message: Uint8Array, signature: Uint8Array): boolean {
  return refusedIsFalse(() => blsVerify(blsAggregatePublicKeys(publicKeys), message, signature));
}

/** sk · hash_to_G2(message) under a suite's domain. Not exported from the package: each suite has its typed functions. */
export function signInSuite(secretKey: Uint8Array, message: Uint8Array, suite: string): Uint8Array {
  return hashToG2(message, suite).multiply(decodeSecretKey(secretKey)).toBytes();
}

/** e(pk, hash_to_G2(message)) = e(g, signature) under a suite's domain; malformed is false. */
export function verifyInSuite(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  suite: string,
): boolean {
  return refusedIsFalse(() => {
    const key = decodePublicKey(publicKey);
    return bls12_381.longSignatures.verify(decodeSignature(signature), hashToG2(message, suite), key);
  });
}

/** hash_to_curve of RFC 9380 into G2, with the suite or tag as domain separation tag. */
export function hashToG2(message: Uint8Array, dst: string): G2Point {
  return bls12_381.G2.hashToCurve(message, { DST: dst });
}

interface Summand<P> {
  add(other: P): P;
  is0(): boolean;
  toBytes(): Uint8Array;
}

function encodeSum<P extends Summand<P>>(zero: P, points: P[], what: string): Uint8Array {
  if (points.length === 0) throw new CryptoError('empty', `there are no ${what} to add: pass at least one`);
  const sum = points.reduce((total, point) => total.add(point), zero);
  if (sum.is0()) throw new CryptoError('identity', `these ${what} cancel out: refuse them`);
  return sum.toBytes();
}
