import { sha256 } from '@noble/hashes/sha2.js';
import { H, u64be, utf8 } from '@pacer/crypto';
import { type SprintEpoch, weightKey } from '../epoch.js';
import { type Shape, weightBytes } from '../shape.js';
import { ForwardPass, layersOf, type StageObserver } from './forward.js';
import { keystream } from './keystream.js';

/**
 * The key of a nonce's tokens (sprint-work §3).
 * @param host the raw 20-byte address
 */
export function inputKey({ chainId, epoch, beacon }: SprintEpoch, host: Uint8Array, nonce: bigint): Uint8Array {
  return H('pacer/sprint-input/v1', utf8(chainId), u64be(epoch), beacon, host, u64be(nonce));
}

/** Digests of one epoch's work for one shape, in plain TypeScript; weights are expanded once, here. */
export class ReferenceDigest {
  readonly #epoch: SprintEpoch;
  readonly #tokenBytes: number;
  readonly #pass: ForwardPass;

  /** @throws ShapeError for sizes out of range */
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
