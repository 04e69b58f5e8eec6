import { assertU64, u64be, utf8 } from './bytes.js';
import { CryptoError } from './error.js';
import { H } from './tag.js';

const SECOND = 1_000_000_000n;
const SHORTEST = 5n;
const LONGEST = 240n;

/** From EpochParams. */
export interface DeadlineParams {
  /** milliseconds a block, u64 */
  targetBlockMs: bigint;
  /** L, blocks an epoch, u64 */
  epochLength: bigint;
}

/**
 * s: the grid of deadlines in seconds, `clamp(⌊target_block_ms · L / 8000⌋, 5, 240)` (architecture, "exactly once");
 * production 240, local 5.
 * @throws CryptoError `out-of-range`
 */
export function deadlineSpan({ targetBlockMs, epochLength }: DeadlineParams): bigint {
  assertU64(targetBlockMs, 'targetBlockMs');
  assertU64(epochLength, 'epochLength');
  const span = (targetBlockMs * epochLength) / 8000n;
  if (span < SHORTEST) return SHORTEST;
  return span > LONGEST ? LONGEST : span;
}

/**
 * The deadline of an unordered transaction in Unix nanoseconds: `(⌊t/s⌋ + 2)·s` seconds and
 * `u64be(H("pacer/tx/v1", chain, operation key, attempt)[0..8]) mod 10^9` ns. Two agents of one Host that see nearly
 * the same block time build the same bytes, and the chain deduplicates them.
 * @param input `operationKey` such as `claim/7`, `attempt` u64, `blockTimeNs` t in Unix nanoseconds
 * @throws CryptoError `out-of-range`
 */
export function txDeadline(
  input: DeadlineParams & { chainId: string; operationKey: string; attempt: bigint; blockTimeNs: bigint },
): bigint {
  if (input.blockTimeNs < 0n) {
    throw new CryptoError('out-of-range', 'blockTimeNs is negative: pass the time of a committed block');
  }
  const grid = deadlineSpan(input) * SECOND;
  const hash = H('pacer/tx/v1', utf8(input.chainId), utf8(input.operationKey), u64be(input.attempt));
  const jitter = new DataView(hash.buffer, hash.byteOffset).getBigUint64(0) % SECOND;
  return (input.blockTimeNs / grid + 2n) * grid + jitter;
}
