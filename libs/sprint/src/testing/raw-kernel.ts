import type { Shape } from '../shape.js';
import { instantiate, type KernelExports } from '../wasm/module.js';

const PREFIX_BYTES = 64;

/** The kernel with weights and tokens of one's own instead of the streams'. */
export class RawKernel {
  readonly #exports: KernelExports;
  readonly #shape: Shape;

  /** @param weights int8, all layers in the order of the stream */
  constructor(shape: Shape, weights: Int8Array, batch = 1) {
    const { dim, layers, heads, ff, seq } = shape;
    this.#shape = shape;
    this.#exports = instantiate();
    expect(this.#exports.layout(dim, layers, heads, ff, seq, batch, PREFIX_BYTES)).toBe(1);
    this.#exports.begin();
    let from = 0;
    let to = this.#exports.weights.value;
    for (let layer = 0; layer < layers; layer++) {
      for (const [outputs, inputs] of [
        [3 * dim, dim],
        [dim, dim],
        [2 * ff, dim],
        [dim, ff],
      ] as const) {
        for (let row = 0; row < outputs; row += 8, from += 8 * inputs, to += 8 * inputs) {
          this.#bytes().set(weights.subarray(from, from + 8 * inputs), this.#exports.staging.value);
          this.#exports.pack(to, inputs);
        }
      }
    }
    expect(from).toBe(weights.length);
  }

  /** The low bytes of the final residual [s][d] of each of some nonces, and their digests. */
  run(tokens: readonly Int8Array[]): { output: Uint8Array; digest: Uint8Array }[] {
    const { bytes, bytesStride, digests } = this.#exports;
    const at = (i: number): number => bytes.value + i * bytesStride.value;
    for (const [i, each] of tokens.entries()) this.#bytes().set(each, at(i));
    this.#exports.forward(tokens.length);
    this.#exports.hash(tokens.length);
    const memory = new Uint8Array(this.#bytes().buffer);
    return tokens.map((_, i) => ({
      output: memory.slice(at(i), at(i) + this.#shape.seq * this.#shape.dim),
      digest: memory.slice(digests.value + 32 * i, digests.value + 32 * (i + 1)),
    }));
  }

  #bytes(): Int8Array {
    return new Int8Array(this.#exports.memory.buffer);
  }
}
