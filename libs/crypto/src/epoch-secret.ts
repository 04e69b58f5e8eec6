import { assertLength, u64be, utf8 } from './bytes.js';
import { blsSign, blsVerify } from './bls.js';
import { ADDRESS_BYTES } from './possession.js';
import { refusedIsFalse } from './refusal.js';
import { H } from './tag.js';

/** Which secret: one per chain, epoch and Host. */
export interface EpochSecretInput {
  chainId: string;
  /** N */
  epoch: bigint;
  /** beacon_N, 32 bytes: needed, so that σ cannot be known early */
  beacon: Uint8Array;
  /** the Host's address, 20 bytes */
  host: Uint8Array;
}

/**
 * What σ signs (§7): `H("pacer/epoch-secret/v1", chain, N, beacon_N, host)`, 32 bytes.
 * @throws CryptoError `bad-length`, `out-of-range`
 */
export function epochSecretMessage({ chainId, epoch, beacon, host }: EpochSecretInput): Uint8Array {
  assertLength(beacon, 32, 'beacon');
  assertLength(host, ADDRESS_BYTES, 'host');
  return H('pacer/epoch-secret/v1', utf8(chainId), u64be(epoch), beacon, host);
}

/**
 * σ, the Host's secret of epoch N (§7): unique for its key, so that it cannot be ground. Sign it at S_N and keep it.
 * @param secretKey the BLS key in member(host, N), 32 bytes
 * @returns 96 bytes
 * @throws CryptoError `bad-length`, `non-canonical`, `out-of-range`
 */
export function signEpochSecret(input: EpochSecretInput & { secretKey: Uint8Array }): Uint8Array {
  return blsSign(input.secretKey, epochSecretMessage(input));
}

/**
 * Whether σ is that of the epoch, Host and key. Malformed is false.
 * @param input `publicKey` is the BLS key in member(host, N), 48 bytes
 */
export function verifyEpochSecret(input: EpochSecretInput & { publicKey: Uint8Array; sigma: Uint8Array }): boolean {
  return refusedIsFalse(() => blsVerify(input.publicKey, epochSecretMessage(input), input.sigma));
}
