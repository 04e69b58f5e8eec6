import { assertLength, u64be, utf8 } from './bytes.js';
import { ADDRESS_BYTES } from './possession.js';
import { H } from './tag.js';

/** Everything a request promises; the requester signs its hash (§6). */
export interface RequestFields {
  chainId: string;
  /** N, u64 */
  epoch: bigint;
  /** address, 20 bytes */
  requester: Uint8Array;
  /** the Transfer Agent's address, 20 bytes; the Executor's where there is none yet */
  ta: Uint8Array;
  /** SHA-256 of the request's body, 32 bytes */
  sha256Body: Uint8Array;
  /** Unix time in milliseconds, u64 */
  timestampMs: bigint;
  /** upacer, u64 */
  maxFee: bigint;
  /** upacer, u64 */
  commission: bigint;
  /** u64 */
  nonce: bigint;
}

/**
 * `H("pacer/request/v1", chain, epoch, requester, ta, sha256(body), timestamp_ms, max_fee, commission, nonce)` (§6).
 * @returns 32 bytes
 * @throws CryptoError `bad-length`, `out-of-range`
 */
export function requestId(request: RequestFields): Uint8Array {
  assertLength(request.requester, ADDRESS_BYTES, 'requester');
  assertLength(request.ta, ADDRESS_BYTES, 'ta');
  assertLength(request.sha256Body, 32, 'sha256Body');
  return H(
    'pacer/request/v1',
    utf8(request.chainId),
    u64be(request.epoch),
    request.requester,
    request.ta,
    request.sha256Body,
    u64be(request.timestampMs),
    u64be(request.maxFee),
    u64be(request.commission),
    u64be(request.nonce),
  );
}
