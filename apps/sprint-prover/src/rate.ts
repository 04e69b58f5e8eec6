/** Milliseconds over which a rate is the mean. */
const WINDOW_MS = 5_000;

/** Nonces in a thousand seconds over the last five. Clock in milliseconds that never goes backwards. */
export class Rate {
  readonly #points: { ms: number; done: bigint }[] = [];

  /** @param done nonces in all so far */
  add(ms: number, done: bigint): void {
    this.#points.push({ ms, done });
    while (this.#points.length > 2 && (this.#points[1]?.ms ?? ms) < ms - WINDOW_MS) this.#points.shift();
  }

  /** 0 before the second point. */
  get milli(): bigint {
    const first = this.#points[0];
    const last = this.#points.at(-1);
    if (!first || !last || last.ms <= first.ms) return 0n;
    return ((last.done - first.done) * 1_000_000n) / BigInt(Math.max(1, Math.round(last.ms - first.ms)));
  }
}
