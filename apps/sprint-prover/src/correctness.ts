import type { HitsJournal } from './hits-journal.js';
import { ProverFault } from './prover-fault.js';

/** Nonces that are no hits, until a prover of whose hits most are none counts as wrong. */
const FALSE_HITS = 16;

interface Counts {
  right: number;
  wrong: number;
  /** not computed again yet */
  unchecked: number;
}

/**
 * How right a prover is, by what computing its hits again has found since it began. A card that is wrong now and then goes on: what
 * is false is left out, and the rest is weight. One that is wrong about most of it takes time and disk, and gives nothing.
 */
export class Correctness {
  readonly #journal: Pick<HitsJournal, 'run' | 'countUnchecked'>;
  readonly #epoch: bigint;
  readonly #before: Counts;

  constructor(journal: Pick<HitsJournal, 'run' | 'countUnchecked'>, epoch: bigint) {
    this.#journal = journal;
    this.#epoch = epoch;
    this.#before = this.#counts();
  }

  /** @throws ProverFault `prover_wrong` */
  assert(prover: string): void {
    const { right, wrong } = this.#counts();
    const before = this.#before;
    // What waited already may be another prover's, all of it.
    const wrongNow = wrong - before.wrong - before.unchecked;
    const rightNow = right - before.right;
    if (wrongNow < FALSE_HITS || wrongNow <= rightNow) return;
    const said = `${wrongNow} of the last ${wrongNow + rightNow} nonces that ${prover} called hits are none`;
    throw new ProverFault('prover_wrong', `${said}; it is not started again in this Sprint`);
  }

  #counts(): Counts {
    const run = this.#journal.run(this.#epoch);
    const unchecked = this.#journal.countUnchecked(this.#epoch);
    if (!run) return { right: 0, wrong: 0, unchecked };
    return { right: run.found - run.falseHits - unchecked, wrong: run.falseHits, unchecked };
  }
}
