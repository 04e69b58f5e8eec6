/** Longest pause of an owner, in blocks: half of a duty's, so that after it another record than the failing one is asked for. */
const LONGEST_BLOCKS = 10;
/** An owner that cost a worker some time for nothing is on probation for so many times as long. */
const PROBATION_FACTOR = 20;

interface Standing {
  /** It sent what it committed at least once. */
  readonly known: boolean;
  /** In a row, each of which cost time. */
  readonly failures: number;
  /** Nothing is asked of it before, milliseconds since 1970. */
  readonly pausedUntilMs: number;
  readonly probationUntilMs: number;
}

const NEW: Standing = { known: false, failures: 0, pausedUntilMs: 0, probationUntilMs: 0 };

/**
 * What each owner of records is worth waiting for. A Host that keeps connections open, or sends megabytes that are not what it
 * committed, could otherwise hold all workers, and make others miss duties that have nothing to do with it.
 */
export class OwnerStanding {
  readonly #owners = new Map<string, Standing>();

  /** When an owner may be asked again, milliseconds since 1970; 0 for one that is not paused. */
  pausedUntil(owner: string): number {
    return this.#of(owner).pausedUntilMs;
  }

  /** Owners that are not asked now. */
  paused(nowMs: number): string[] {
    return [...this.#owners].filter(([, { pausedUntilMs }]) => pausedUntilMs > nowMs).map(([owner]) => owner);
  }

  /** Owners that have cost time lately: they get no place that others could need. */
  onProbation(nowMs: number): string[] {
    return [...this.#owners].filter(([, { probationUntilMs }]) => probationUntilMs > nowMs).map(([owner]) => owner);
  }

  isOnProbation(owner: string, nowMs: number): boolean {
    return this.#of(owner).probationUntilMs > nowMs;
  }

  /** Whether it has ever sent what it committed. */
  isKnown(owner: string): boolean {
    return this.#of(owner).known;
  }

  /** It sent what it committed. What it cost before stays: good answers in between must not buy long silences. */
  answered(owner: string): void {
    this.#owners.set(owner, { ...this.#of(owner), known: true, failures: 0, pausedUntilMs: 0 });
  }

  /** It sent something else, in so much time. Others of its records may be good, so it is not paused. */
  wasted(owner: string, costMs: number, nowMs: number): void {
    this.#keep(owner, costMs, nowMs, { failures: 0, pausedUntilMs: 0 });
  }

  /** It gave no answer in so much time: the pause is doubled each time, from one block on. */
  failed(owner: string, costMs: number, nowMs: number, blockMs: number): void {
    const failures = this.#of(owner).failures + 1;
    const blocks = Math.min(2 ** Math.min(Math.max(failures - 2, 0), 10), LONGEST_BLOCKS);
    this.#keep(owner, costMs, nowMs, { failures, pausedUntilMs: nowMs + Math.round(blocks * blockMs) });
  }

  /** It asked to be left alone until then. */
  pause(owner: string, untilMs: number): void {
    this.#owners.set(owner, { ...this.#of(owner), pausedUntilMs: Math.max(untilMs, this.pausedUntil(owner)) });
  }

  #of(owner: string): Standing {
    return this.#owners.get(owner) ?? NEW;
  }

  #keep(owner: string, costMs: number, nowMs: number, change: Pick<Standing, 'failures' | 'pausedUntilMs'>): void {
    const standing = this.#of(owner);
    const probationUntilMs = Math.max(standing.probationUntilMs, nowMs + Math.round(PROBATION_FACTOR * costMs));
    this.#owners.set(owner, { ...standing, ...change, probationUntilMs });
  }
}
