import type { OwnerStanding } from './owner-standing.js';

/** How many records of others are looked at at the same time, and how they are shared out. */
export interface Shares {
  /** Places for owners in good standing. */
  readonly workers: number;
  /** Of these for one owner. */
  readonly perOwner: number;
  /** Places beside them, for all owners on probation together. */
  readonly probation: number;
}

/** @param workers at least 1 */
export function sharesOf(workers: number): Shares {
  return { workers, perOwner: Math.ceil(workers / 2), probation: Math.ceil(workers / 4) };
}

/** Given back once. */
export type Place = () => void;

/**
 * The places of the validation worker. One owner never holds all of them: it gets half at most, a single one before its first
 * answer and after it has cost time, and then only beside those that the others have.
 */
export class OwnerSlots {
  readonly shares: Shares;
  readonly #standing: OwnerStanding;
  readonly #taken = new Map<string, number>();
  #workers = 0;
  #probation = 0;

  constructor(shares: Shares, standing: OwnerStanding) {
    this.shares = shares;
    this.#standing = standing;
  }

  /** Records that are looked at now. */
  get inFlight(): number {
    return this.#workers + this.#probation;
  }

  /** Whether an owner in good standing would find a place. */
  get hasRoom(): boolean {
    return this.#workers < this.shares.workers;
  }

  /** Owners of which nothing more is begun now. */
  without(nowMs: number): string[] {
    const atShare = [...this.#taken].filter(([owner, taken]) => taken >= this.#shareOf(owner, nowMs));
    const onProbation = this.#probation < this.shares.probation ? [] : this.#standing.onProbation(nowMs);
    return [...new Set([...this.#standing.paused(nowMs), ...atShare.map(([owner]) => owner), ...onProbation])];
  }

  /** Takes a place for an owner that is not in `without`. */
  take(owner: string, nowMs: number): Place {
    const onProbation = this.#standing.isOnProbation(owner, nowMs);
    this.#count(owner, onProbation, 1);
    let given = false;
    return () => {
      if (given) return;
      given = true;
      this.#count(owner, onProbation, -1);
    };
  }

  #shareOf(owner: string, nowMs: number): number {
    const trusted = this.#standing.isKnown(owner) && !this.#standing.isOnProbation(owner, nowMs);
    return trusted ? this.shares.perOwner : 1;
  }

  #count(owner: string, onProbation: boolean, by: 1 | -1): void {
    const taken = (this.#taken.get(owner) ?? 0) + by;
    if (taken === 0) this.#taken.delete(owner);
    else this.#taken.set(owner, taken);
    if (onProbation) this.#probation += by;
    else this.#workers += by;
  }
}
