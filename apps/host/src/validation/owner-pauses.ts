/** Longest pause, in blocks. */
const LONGEST_BLOCKS = 20;

/**
 * Owners that cost time without giving an answer. Their other records are not asked for during the pause: a Host that keeps
 * connections open could otherwise hold all workers, and make others miss duties that have nothing to do with it.
 */
export class OwnerPauses {
  readonly #owners = new Map<string, { failures: number; untilMs: number }>();

  /** When an owner may be asked again, milliseconds since 1970; 0 for one that is not paused. */
  until(owner: string): number {
    return this.#owners.get(owner)?.untilMs ?? 0;
  }

  /** It gave no answer: the pause is doubled each time, from one block on. */
  failed(owner: string, nowMs: number, blockMs: number): void {
    const failures = (this.#owners.get(owner)?.failures ?? 0) + 1;
    const blocks = Math.min(2 ** Math.min(failures - 1, 10), LONGEST_BLOCKS);
    this.#owners.set(owner, { failures, untilMs: nowMs + Math.round(blocks * blockMs) });
  }

  answered(owner: string): void {
    this.#owners.delete(owner);
  }
}
