import { ed25519 } from '@noble/curves/ed25519.js';
import { assertLength, utf8 } from './bytes.js';
import { ADDRESS_BYTES, type KeyOwner } from './possession.js';
import { refusedIsFalse } from './refusal.js';
import { H } from './tag.js';

const SEED_BYTES = 32;
const PUBLIC_KEY_BYTES = 32;
const PROOF_BYTES = 64;

/**
 * The ed25519 public key of a validator's seed.
 * @param seed 32 bytes (RFC 8032's secret key)
 * @returns 32 bytes
 * @throws CryptoError `bad-length`
 */
export function consensusPublicKey(seed: Uint8Array): Uint8Array {
  assertLength(seed, SEED_BYTES, 'seed');
  return ed25519.getPublicKey(seed);
}

/**
 * Proves possession of a consensus key: ed25519 over `H("pacer/consensus-key/v1", chain, host, pk)` (§1).
 * @param seed 32 bytes
 * @returns 64 bytes
 * @throws CryptoError `bad-length`
 */
export function proveConsensusKey({ chainId, host, seed }: KeyOwner & { seed: Uint8Array }): Uint8Array {
  return ed25519.sign(consensusKeyMessage({ chainId, host }, consensusPublicKey(seed)), seed);
}

/**
 * Whether the proof shows that this Host, on this chain, holds the secret of the key. Strict RFC 8032, so keys of
 * small order and non-canonical bytes are false, as is everything malformed.
 */
export function verifyConsensusKey({
  chainId,
  host,
  publicKey,
  proof,
}: KeyOwner & { publicKey: Uint8Array; proof: Uint8Array }): boolean {
  return refusedIsFalse(() => {
    assertLength(publicKey, PUBLIC_KEY_BYTES, 'the consensus key');
    assertLength(proof, PROOF_BYTES, 'the proof');
    return ed25519.verify(proof, consensusKeyMessage({ chainId, host }, publicKey), publicKey, { zip215: false });
  });
}

function consensusKeyMessage({ chainId, host }: KeyOwner, publicKey: Uint8Array): Uint8Array {
  assertLength(host, ADDRESS_BYTES, 'host');
  return H('pacer/consensus-key/v1', utf8(chainId), host, publicKey);
}
