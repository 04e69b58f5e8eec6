/** Without a block for so long, or ten blocks if that is more, a chain counts as halted. */
const HALTED_MS = 60_000;
const HALTED_BLOCKS = 10;

/** What a look at the chain's height tells. */
export type Beat =
  /** no block was made since, milliseconds of the monotonic clock; told once */
  | { kind: 'halted'; height: bigint; sinceMs: number }
  /** blocks are made again, after so many milliseconds without; told once */
  | { kind: 'resumed'; height: bigint; afterMs: number };

/**
 * Notices that a chain makes no blocks, as in a halt or an upgrade, and that it does again. A halt ends nothing: deadlines are
 * block time, which stands still with the chain. Pure but for what it remembers.
 */
export class ChainPulse {
  #height: bigint | undefined;
  /** monotonic milliseconds of the last look that showed a new height */
  #roseMs = 0;
  #lookedMs = 0;
  /** milliseconds that were watched without a new block */
  #silentMs = 0;
  #isHalted = false;

  /** Since when no block was made, monotonic milliseconds; undefined while the chain does not count as halted. */
  get haltedSinceMs(): number | undefined {
    return this.#isHalted ? this.#roseMs : undefined;
  }

  /**
   * A look at the chain.
   * @param height highest height read; a lower one than before is that of another node and no new block
   * @param blockMs milliseconds that a block takes, 0 when not known
   * @param nowMs monotonic milliseconds
   */
  observe(height: bigint, blockMs: number, nowMs: number): Beat | undefined {
    if (this.#height === undefined || height > this.#height) {
      const afterMs = nowMs - this.#roseMs;
      const wasHalted = this.#isHalted;
      this.#height = height;
      this.#roseMs = this.#lookedMs = nowMs;
      this.#silentMs = 0;
      this.#isHalted = false;
      return wasHalted ? { kind: 'resumed', height, afterMs } : undefined;
    }
    const limitMs = Math.max(HALTED_MS, HALTED_BLOCKS * blockMs);
    // Who did not look for long, because no node answered or the process was stopped, does not cry halt at the first look: the
    // node may be about to catch up. A second look is needed.
    this.#silentMs += Math.min(nowMs - this.#lookedMs, limitMs / 2);
    this.#lookedMs = nowMs;
    if (this.#isHalted || this.#silentMs < limitMs) return undefined;
    this.#isHalted = true;
    return { kind: 'halted', height: this.#height, sinceMs: this.#roseMs };
  }
}
