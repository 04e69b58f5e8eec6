import { H, u64be, utf8 } from '@pacer/crypto';
import { LOCAL_TEST, weightBytes } from '@pacer/sprint';
import { ForwardPass, keystream, layersOf } from '@pacer/sprint/reference';
import { CONTEXT, contextOf, VOCABULARY } from './vocabulary.js';

// Bound once: where a program runs in a context of its own, each look-up of a global is a call.
const { imul } = Math;

const WIDTH = LOCAL_TEST.dim;

/**
 * The reference language model: the forward pass of sprint-work at the local-test size over the last 16 ids, read out
 * by a random head. A model's name is its seed, so every name is another model and none has to be downloaded.
 *
 * - weights: stream(H("pacer/ref-weights/v1", model))
 * - token t of the context, holding id: stream(H("pacer/ref-embed/v1", model, u64be(id), u64be(t)), 64), t = 0…15
 * - head U [257][64], row-major: stream(H("pacer/ref-head/v1", model))
 * - logit_k = Σ_j r[15][j] · U[k][j], over the full int16 residual r
 *
 * The model's name is its UTF-8. Integers only: the same logits on every machine.
 */
export class ReferenceModel {
  readonly name: string;
  readonly #pass: ForwardPass;
  readonly #head: Int8Array;
  readonly #embeddings = new Map<number, Int8Array>();

  constructor(name: string) {
    this.name = name;
    const weights = keystream(H('pacer/ref-weights/v1', utf8(name)), weightBytes(LOCAL_TEST));
    this.#pass = new ForwardPass(LOCAL_TEST, layersOf(LOCAL_TEST, weights));
    this.#head = keystream(H('pacer/ref-head/v1', utf8(name)), VOCABULARY * WIDTH);
  }

  /**
   * @param ids everything before the position, prompt and output so far; only the last 16 count
   * @returns 257 logits, each below 2^26 in magnitude
   */
  logits(ids: readonly number[]): Int32Array {
    const x = new Int8Array(CONTEXT * WIDTH);
    for (const [t, id] of contextOf(ids).entries()) x.set(this.#embedding(id, t), t * WIDTH);
    const last = this.#pass.run(x).subarray((CONTEXT - 1) * WIDTH);
    const logits = new Int32Array(VOCABULARY);
    for (let k = 0; k < VOCABULARY; k++) {
      let logit = 0;
      for (let j = 0; j < WIDTH; j++) logit += imul(last[j]!, this.#head[k * WIDTH + j]!);
      logits[k] = logit;
    }
    return logits;
  }

  #embedding(id: number, t: number): Int8Array {
    const key = id * CONTEXT + t;
    let embedding = this.#embeddings.get(key);
    if (embedding === undefined) {
      const seed = H('pacer/ref-embed/v1', utf8(this.name), u64be(BigInt(id)), u64be(BigInt(t)));
      embedding = keystream(seed, WIDTH);
      this.#embeddings.set(key, embedding);
    }
    return embedding;
  }
}
