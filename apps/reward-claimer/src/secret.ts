import { AgentError, type HostSigner } from '@pacer/agent';
import { addressBytes } from '@pacer/client';
import { blsPublicKey, hex, signEpochSecret, verifyEpochSecret } from '@pacer/crypto';

/** The cryptography of σ, each call milliseconds. */
export interface SecretScheme {
  sign: typeof signEpochSecret;
  verify: typeof verifyEpochSecret;
  publicKey: typeof blsPublicKey;
}

export const secretScheme: SecretScheme = {
  sign: signEpochSecret,
  verify: verifyEpochSecret,
  publicKey: blsPublicKey,
};

/** Which σ: of a Host, in an epoch, on a chain. */
export interface SecretOf {
  chainId: string;
  /** bech32 */
  host: string;
  epoch: bigint;
  /** 32 bytes */
  beacon: Uint8Array;
}

/** What is needed of the Host's keys. */
export type SecretSigner = Pick<HostSigner, 'blsPublicKey' | 'signSecret'>;

/** Has σ_N (§7) signed with the Host's BLS key. @returns 96 bytes; @throws AgentError `signer-unavailable` */
export function signSecret(signer: SecretSigner, { chainId, host, epoch, beacon }: SecretOf): Promise<Uint8Array> {
  return signer.signSecret({ chainId, epoch, beacon, host: addressBytes(host) });
}

/** Whether σ is that of the member's key: another would be refused by the chain. */
export function secretFits(
  sigma: Uint8Array,
  publicKey: Uint8Array,
  { chainId, host, epoch, beacon }: SecretOf,
  { verify }: Pick<SecretScheme, 'verify'> = secretScheme,
): boolean {
  return verify({ chainId, epoch, beacon, host: addressBytes(host), publicKey, sigma });
}

/** Whether the signer has the BLS key that the chain has for the member. */
export function keyFits({ blsPublicKey: own }: SecretSigner, publicKey: Uint8Array): boolean {
  return hex(own) === hex(publicKey);
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
 * or the duties of the claim would be those of nobody. One of this key is never signed again: the signer may be away when the
 * claim is due.
 * @param signer undefined for looking on without the key file
 */
export async function knownSecret(
  kept: Uint8Array | undefined,
  publicKey: Uint8Array,
  of: SecretOf,
  signer: SecretSigner | undefined,
  scheme: Pick<SecretScheme, 'verify'> = secretScheme,
): Promise<KnownSecret> {
  if (!kept) return { state: 'absent', bytes: undefined };
  if (secretFits(kept, publicKey, of, scheme)) return { state: 'kept', bytes: kept };
  if (!signer || !keyFits(signer, publicKey)) return { state: 'foreign', bytes: undefined };
  try {
    return { state: 'foreign', bytes: await signSecret(signer, of) };
  } catch (error) {
    // What else there is to know is worth a plan without it.
    if (!(error instanceof AgentError) || error.code !== 'signer-unavailable') throw error;
    return { state: 'foreign', bytes: undefined };
  }
}
