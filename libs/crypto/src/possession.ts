import { assertLength, utf8 } from './bytes.js';
import { blsPublicKey, signInSuite, verifyInSuite } from './bls.js';
import { refusedIsFalse } from './refusal.js';
import { H } from './tag.js';

/** Domain of proofs of possession in the same ciphersuite, so that no signature is ever a proof. */
export const POSSESSION_SUITE = 'BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_';

/** Bytes of a Host's address. */
export const ADDRESS_BYTES = 20;

/** Whose key it is: a proof for one Host or chain is none for another (§1: copying a victim's key and proof). */
export interface KeyOwner {
  chainId: string;
  /** the Host's address, 20 bytes */
  host: Uint8Array;
}

/**
 * Proves possession of a BLS key: signs `H("pacer/pop/v1", chain, host, pk)` in the POP suite (§1).
 * @param secretKey 32 bytes
 * @returns 96 bytes
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function provePossession({ chainId, host, secretKey }: KeyOwner & { secretKey: Uint8Array }): Uint8Array {
  return signInSuite(secretKey, possessionMessage({ chainId, host }, blsPublicKey(secretKey)), POSSESSION_SUITE);
}

/** Whether the proof shows that this Host, on this chain, holds the secret of the key. Malformed is false. */
export function verifyPossession({
  chainId,
  host,
  publicKey,
  proof,
}: KeyOwner & { publicKey: Uint8Array; proof: Uint8Array }): boolean {
  return refusedIsFalse(() =>
    verifyInSuite(publicKey, possessionMessage({ chainId, host }, publicKey), proof, POSSESSION_SUITE),
  );
}

function possessionMessage({ chainId, host }: KeyOwner, publicKey: Uint8Array): Uint8Array {
  assertLength(host, ADDRESS_BYTES, 'host');
  return H('pacer/pop/v1', utf8(chainId), host, publicKey);
}
