import { floyd, H, Stream, u64be, utf8 } from '@pacer/crypto';

/** What decides which nonces of a Host the chain re-executes. */
export interface CheckSeedInput {
  readonly chainId: string;
  readonly epoch: bigint;
  /** Hash of the first block after the compute window, 32 bytes. */
  readonly blockHash: Uint8Array;
  /** The raw 20-byte address. */
  readonly host: Uint8Array;
}

/** x = H("pacer/sprint-check/v1", chain, epoch, block hash, host) (sprint-work §5), 32 bytes. */
export function checkSeed({ chainId, epoch, blockHash, host }: CheckSeedInput): Uint8Array {
  return H('pacer/sprint-check/v1', utf8(chainId), u64be(epoch), blockHash, host);
}

/**
 * The places in a Host's list of `count` nonces that are re-executed: min(samples, count) of them by Floyd's algorithm on
 * the stream of the seed.
 * @returns distinct indices, ascending
 * @throws CryptoError `out-of-range` for a negative number
 */
export function drawnIndices(seed: Uint8Array, count: number, samples: number): number[] {
  return floyd(new Stream(seed), count, Math.min(samples, count));
}
