/**
 * Says that something may have happened, to a loop that would look anyway. It carries nothing else. A hint that comes while
 * nobody waits is kept for who waits next.
 */
export class Hints {
  #controller = new AbortController();

  /** Something may have happened. */
  give(): void {
    this.#controller.abort();
  }

  /** Aborted as soon as there is a hint. */
  get given(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on only later hints count. */
  clear(): void {
    if (this.#controller.signal.aborted) this.#controller = new AbortController();
  }
}
