import { concat, u32be, u64be, utf8 } from '@pacer/crypto';
import { type SprintEpoch, weightKey } from '../epoch.js';
import { SprintError } from '../error.js';
import { assertShape, type Shape, weightBytes } from '../shape.js';
import { BEACON_BYTES, HOST_BYTES, ofLength } from '../task.js';
import { instantiate, type KernelExports } from './module.js';

const DIGEST_BYTES = 32;

/** One epoch's weights in the memory of one WebAssembly instance, and room for a batch of nonces. */
export class Kernel {
  /** Nonces that go through one pass of the weights; more at once is no faster. */
  readonly batch: number;
  readonly #epoch: SprintEpoch;
  readonly #exports: KernelExports;

  /**
   * Expands the weights: about a tenth of a second at production size.
   * @param batch nonces in one pass; chosen by the shape if absent
   * @throws SprintError `no_simd`, `no_memory`, `invalid_task` for a beacon of another length; ShapeError
   */
  constructor(epoch: SprintEpoch, shape: Shape, batch: number = batchOf(shape)) {
    assertShape(shape);
    ofLength('beacon', epoch.beacon, BEACON_BYTES);
    this.batch = batch;
    this.#epoch = epoch;
    this.#exports = instantiate();
    const { dim, layers, heads, ff, seq } = shape;
    const prefix = inputMessage(epoch, new Uint8Array(HOST_BYTES)).length;
    if (!this.#exports.layout(dim, layers, heads, ff, seq, batch, prefix)) {
      throw new SprintError(
        'no_memory',
        `weights of ${weightBytes(shape)} bytes find no room: use fewer threads or free memory`,
      );
    }
    this.#write(this.#exports.weightKey.value, weightKey(epoch));
    this.#exports.expandWeights();
  }

  /** Whose nonces are computed from now on: the raw 20-byte address. */
  setHost(host: Uint8Array): void {
    ofLength('host', host, HOST_BYTES);
    this.#write(this.#exports.messages.value, inputMessage(this.#epoch, host));
    this.#exports.begin();
  }

  /**
   * Digests of consecutive nonces.
   * @param count at most `batch`
   * @returns count · 32 bytes, valid until the next call
   */
  digests(first: bigint, count: number): Uint8Array {
    const { memory, digests } = this.#exports;
    this.#exports.expandTokens(BigInt.asIntN(64, first), count);
    this.#exports.forward(count);
    this.#exports.hash(count);
    return new Uint8Array(memory.buffer, digests.value, count * DIGEST_BYTES);
  }

  #write(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.#exports.memory.buffer).set(bytes, at);
  }
}

/** Enough rows to read each weight seldom, few enough to stay in the second-level cache: 64 to 128 at usual sizes. */
function batchOf({ dim, seq }: Shape): number {
  const rows = Math.min(128, 65_536 / dim);
  return Math.max(1, Math.floor(rows / seq));
}

/** The message of H for an input key (sprint-work §3) up to its nonce, whose length it ends with. */
function inputMessage({ chainId, epoch, beacon }: SprintEpoch, host: Uint8Array): Uint8Array {
  const tag = utf8('pacer/sprint-input/v1');
  const parts = [utf8(chainId), u64be(epoch), beacon, host].flatMap((part) => [u32be(part.length), part]);
  return concat(Uint8Array.of(tag.length), tag, ...parts, u32be(8));
}
