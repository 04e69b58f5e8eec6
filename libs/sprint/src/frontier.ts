/**
 * Joins pieces of work that are done in any order into what a report says: how far everything is done, and the hits
 * below that, each once and in order.
 */
export class Frontier {
  #frontier: bigint;
  #ready: bigint[] = [];
  readonly #waiting = new Map<bigint, { end: bigint; hits: readonly bigint[] }>();

  constructor(first: bigint) {
    this.#frontier = first;
  }

  /**
   * The nonces of [first, end) are done; pieces don't overlap.
   * @param hits of this piece, strictly increasing
   */
  finish(first: bigint, end: bigint, hits: readonly bigint[]): void {
    this.#waiting.set(first, { end, hits });
    for (let piece = this.#waiting.get(this.#frontier); piece; piece = this.#waiting.get(this.#frontier)) {
      this.#waiting.delete(this.#frontier);
      this.#ready.push(...piece.hits);
      this.#frontier = piece.end;
    }
  }

  /** The frontier, and the hits below it that were not taken before. */
  take(): { frontier: bigint; hits: readonly bigint[] } {
    const hits = this.#ready;
    this.#ready = [];
    return { frontier: this.#frontier, hits };
  }
}
