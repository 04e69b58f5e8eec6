import type { OpenKeys } from '@pacer/agent';
import { addressBytes } from '@pacer/client';
import { blsPublicKey, hex, signEpochSecret, verifyEpochSecret } from '@pacer/crypto';

/** Which σ: of a Host, in an epoch, on a chain. */
export interface SecretOf {
  chainId: string;
  /** bech32 */
  host: string;
  epoch: bigint;
  /** 32 bytes */
  beacon: Uint8Array;
}

/** Signs σ_N (§7) with the Host's BLS key. @returns 96 bytes */
export function signSecret(keys: Pick<OpenKeys, 'bls'>, { chainId, host, epoch, beacon }: SecretOf): Uint8Array {
  return signEpochSecret({ chainId, epoch, beacon, host: addressBytes(host), secretKey: keys.bls.reveal() });
}

/** Whether σ is that of the member's key: another would be refused by the chain. */
export function secretFits(
  sigma: Uint8Array,
  publicKey: Uint8Array,
  { chainId, host, epoch, beacon }: SecretOf,
): boolean {
  return verifyEpochSecret({ chainId, epoch, beacon, host: addressBytes(host), publicKey, sigma });
}

/** Whether the key file has the BLS key that the chain has for the member. */
export function keyFits(keys: Pick<OpenKeys, 'bls'>, publicKey: Uint8Array): boolean {
  return hex(blsPublicKey(keys.bls.reveal())) === hex(publicKey);
}

/** σ of an epoch as an agent has it, and where the work journal's stands. */
export interface KnownSecret {
  /** that of the work journal: there and of this key, missing, or of another key */
  state: 'kept' | 'absent' | 'foreign';
  /** undefined while it can't be known */
  bytes: Uint8Array | undefined;
}

/**
 * Decides which σ counts. One in the work journal that is of another key or chain never does: the own one takes its place,
 * or the duties of the claim would be those of nobody.
 * @param keys undefined for looking on without the key file
 */
export function knownSecret(
  kept: Uint8Array | undefined,
  publicKey: Uint8Array,
  of: SecretOf,
  keys: Pick<OpenKeys, 'bls'> | undefined,
): KnownSecret {
  if (!kept) return { state: 'absent', bytes: undefined };
  if (secretFits(kept, publicKey, of)) return { state: 'kept', bytes: kept };
  return { state: 'foreign', bytes: keys && keyFits(keys, publicKey) ? signSecret(keys, of) : undefined };
}
