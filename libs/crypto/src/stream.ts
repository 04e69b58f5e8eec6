import { sha256 } from '@noble/hashes/sha2.js';
import { concat, u32be } from './bytes.js';
import { CryptoError } from './error.js';

const WORD_SPACE = 2n ** 64n;
const BLOCK_BYTES = 32;

/**
 * The stream of x (§1): `SHA-256(x ‖ u32be(0)) ‖ SHA-256(x ‖ u32be(1)) ‖ …`, read as u64be words.
 * Deterministic and stateful: every call takes the next words, so the order of calls is part of a formula.
 */
export class Stream {
  readonly #seed: Uint8Array;
  #counter = 0;
  #at = BLOCK_BYTES;
  #block = new DataView(new ArrayBuffer(BLOCK_BYTES));

  /** @param seed x, of any length; copied */
  constructor(seed: Uint8Array) {
    this.#seed = seed.slice();
  }

  /**
   * The next word, 0 … 2^64 − 1.
   * @throws CryptoError `out-of-range` after 2^34 words, where the block counter ends
   */
  nextWord(): bigint {
    if (this.#at === BLOCK_BYTES) {
      const block = sha256(concat(this.#seed, u32be(this.#counter)));
      this.#block = new DataView(block.buffer, block.byteOffset, BLOCK_BYTES);
      this.#counter++;
      this.#at = 0;
    }
    const word = this.#block.getBigUint64(this.#at);
    this.#at += 8;
    return word;
  }

  /**
   * A uniform integer below n: words ≥ 2^64 − (2^64 mod n) are rejected, else some results would come more often.
   * @param n 0 < n < 2^64
   * @throws CryptoError `out-of-range` for another n
   */
  below(n: bigint): bigint {
    if (n <= 0n || n >= WORD_SPACE) {
      throw new CryptoError('out-of-range', `below(${n}): n must be above 0 and below 2^64`);
    }
    const limit = WORD_SPACE - (WORD_SPACE % n);
    for (;;) {
      const word = this.nextWord();
      if (word < limit) return word % n;
    }
  }
}
