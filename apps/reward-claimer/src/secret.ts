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
export function signSecret(keys: OpenKeys, { chainId, host, epoch, beacon }: SecretOf): Uint8Array {
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
export function keyFits(keys: OpenKeys, publicKey: Uint8Array): boolean {
  return hex(blsPublicKey(keys.bls.reveal())) === hex(publicKey);
}
