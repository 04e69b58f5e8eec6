import { H, u64be, utf8 } from '@pacer/crypto';

/** Where an epoch's weights come from. */
export interface SprintEpoch {
  readonly chainId: string;
  readonly epoch: bigint;
  /** 32 bytes. */
  readonly beacon: Uint8Array;
}

/** The key of the weights' stream (sprint-work §3), 32 bytes. */
export function weightKey({ chainId, epoch, beacon }: SprintEpoch): Uint8Array {
  return H('pacer/sprint-weights/v1', utf8(chainId), u64be(epoch), beacon);
}

/** A digest is a hit if its first 8 bytes, big-endian, are below target // 2^tier (sprint-work §4, §5). */
export function isHit(digest: Uint8Array, target: bigint, tier = 0): boolean {
  const head = new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getBigUint64(0);
  return head < target >> BigInt(tier);
}
