import { H, u64be, utf8 } from '@pacer/crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { ForwardPass, layersOf, type StageObserver } from './forward.js';
import { keystream } from './keystream.js';
import { type Shape, weightBytes } from './shape.js';

/** Where an epoch's weights come from. */
export interface SprintEpoch {
  readonly chainId: string;
  readonly epoch: bigint;
  /** 32 bytes. */
  readonly beacon: Uint8Array;
}

export function weightKey({ chainId, epoch, beacon }: SprintEpoch): Uint8Array {
  return H('pacer/sprint-weights/v1', utf8(chainId), u64be(epoch), beacon);
}

/** @param host the raw 20-byte address */
export function inputKey({ chainId, epoch, beacon }: SprintEpoch, host: Uint8Array, nonce: bigint): Uint8Array {
  return H('pacer/sprint-input/v1', utf8(chainId), u64be(epoch), beacon, host, u64be(nonce));
}

/** Computes digests of one epoch's work for one shape; weights are expanded once, here. */
export class SprintWork {
  readonly #epoch: SprintEpoch;
  readonly #tokenBytes: number;
  readonly #pass: ForwardPass;

  constructor(epoch: SprintEpoch, shape: Shape) {
    this.#epoch = epoch;
    this.#tokenBytes = shape.seq * shape.dim;
    this.#pass = new ForwardPass(shape, layersOf(shape, keystream(weightKey(epoch), weightBytes(shape))));
  }

  /** SHA-256 over the low byte of every element of the final residual. */
  digest(host: Uint8Array, nonce: bigint, observe?: StageObserver): Uint8Array {
    return sha256(this.output(host, nonce, observe));
  }

  /** The s·d output bytes: the low byte of every element of the final residual. */
  output(host: Uint8Array, nonce: bigint, observe?: StageObserver): Uint8Array {
    const tokens = keystream(inputKey(this.#epoch, host, nonce), this.#tokenBytes);
    return Uint8Array.from(this.#pass.run(tokens, observe), (v) => v & 255);
  }
}

/** A digest is a hit if its first 8 bytes, big-endian, are below target // 2^tier (protocol §5). */
export function isHit(digest: Uint8Array, target: bigint, tier = 0): boolean {
  const head = new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getBigUint64(0);
  return head < target >> BigInt(tier);
}
