import { assertLength, concat, utf8 } from './bytes.js';
import { hashToG2 } from './bls.js';
import { decodeScalar, decodeSecretKey, encodeScalar, hashToScalar, SCALAR_ORDER } from './field.js';
import { decodeSignature, G2_BYTES, type G2Point } from './points.js';
import { ADDRESS_BYTES, type KeyOwner } from './possession.js';
import { refusedIsFalse } from './refusal.js';
import { H } from './tag.js';

const EMPTY = new Uint8Array(0);
let base: G2Point | undefined;

/** h = hash_to_G2("", "pacer/pvss/h/v1") (§4): nobody knows its logarithm to the generator. */
export function dealingBase(): G2Point {
  base ??= hashToG2(EMPTY, 'pacer/pvss/h/v1');
  return base;
}

/**
 * The public dealing key `ek = h^dk` (§3), under which shares of the beacon are encrypted to a Host.
 * @param dk 32 bytes, 1 … r − 1
 * @returns 96 bytes, a compressed point of G2
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function dealingPublicKey(dk: Uint8Array): Uint8Array {
  return dealingBase().multiply(decodeSecretKey(dk, 'dk')).toBytes();
}

/**
 * Proves knowledge of dk (§1), Schnorr: R = h^k, c = hash_to_field("pacer/ek/v1", H("pacer/ek-proof/v1", chain,
 * host, ek, R)), z = k + c·dk. k = hash_to_field("pacer/ek-nonce/v1", dk ‖ chain ‖ host ‖ ek): the same proof again
 * after a restart, and never the same k for two statements.
 * @returns R ‖ z, 128 bytes
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function proveDealingKey({ chainId, host, dk }: KeyOwner & { dk: Uint8Array }): Uint8Array {
  assertLength(host, ADDRESS_BYTES, 'host');
  const secret = decodeSecretKey(dk, 'dk');
  const ek = dealingPublicKey(dk);
  const k = hashToScalar('pacer/ek-nonce/v1', concat(dk, utf8(chainId), host, ek));
  const R = dealingBase().multiply(k).toBytes();
  const c = challenge({ chainId, host }, ek, R);
  return concat(R, encodeScalar((k + c * secret) % SCALAR_ORDER));
}

/**
 * Whether the proof shows that this Host, on this chain, knows dk: h^z = R · ek^c. Malformed is false.
 * @param input `ek` 96 bytes, `proof` 128 bytes
 */
export function verifyDealingKey({
  chainId,
  host,
  ek,
  proof,
}: KeyOwner & { ek: Uint8Array; proof: Uint8Array }): boolean {
  return refusedIsFalse(() => {
    assertLength(host, ADDRESS_BYTES, 'host');
    const R = proof.subarray(0, G2_BYTES);
    const key = decodeSignature(ek);
    const commitment = decodeSignature(R);
    const z = decodeScalar(proof.subarray(G2_BYTES), 'z');
    const c = challenge({ chainId, host }, ek, R);
    return dealingBase()
      .multiplyUnsafe(z)
      .equals(commitment.add(key.multiplyUnsafe(c)));
  });
}

function challenge({ chainId, host }: KeyOwner, ek: Uint8Array, R: Uint8Array): bigint {
  return hashToScalar('pacer/ek/v1', H('pacer/ek-proof/v1', utf8(chainId), host, ek, R));
}
