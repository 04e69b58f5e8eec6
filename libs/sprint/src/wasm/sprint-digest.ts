import { u64be } from '@pacer/crypto';
import type { SprintEpoch } from '../epoch.js';
import type { Shape } from '../shape.js';
import { Kernel } from './kernel.js';

/**
 * Digests of single nonces by the WebAssembly kernel, for whoever checks the work of others. Weights are expanded once,
 * here: about a tenth of a second at production size, and a byte of memory for each.
 */
export class SprintDigest {
  readonly #kernel: Kernel;

  /** @throws SprintError `no_simd`, `no_memory`, `invalid_task` for a beacon that has not 32 bytes; ShapeError */
  constructor(epoch: SprintEpoch, shape: Shape) {
    this.#kernel = new Kernel(epoch, shape, 1);
  }

  /**
   * SHA-256 over the low byte of every element of the final residual (sprint-work §4).
   * @param host the raw 20-byte address
   * @param nonce a u64
   * @returns 32 bytes
   * @throws SprintError `invalid_task` for a host of another length; CryptoError `out-of-range` for a nonce that is no u64
   */
  digest(host: Uint8Array, nonce: bigint): Uint8Array {
    u64be(nonce);
    this.#kernel.setHost(host);
    return this.#kernel.digests(nonce, 1).slice();
  }
}
