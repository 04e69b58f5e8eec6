import type { SprintReport, SprintTask } from '../prover.js';
import { U64_MAX } from '../task.js';
import { LineError, type ProverLine } from './protocol.js';

type ReportLine = Extract<ProverLine, { type: 'report' }>;

/** Holds the reports of one task to what the protocol promises, so that hits can be committed as they come. */
export class ReportCheck {
  readonly #epoch: bigint;
  readonly #end: bigint;
  #frontier: bigint;

  constructor({ epoch, first, last = U64_MAX }: SprintTask) {
    this.#epoch = epoch;
    this.#end = last + 1n;
    this.#frontier = first;
  }

  /** @throws LineError saying which promise is broken */
  accept({ epoch, frontier, hits, done = false }: ReportLine): SprintReport {
    if (epoch !== this.#epoch) throw new LineError(`it is about epoch ${epoch}, the work about ${this.#epoch}`);
    if (frontier < this.#frontier) throw new LineError(`its frontier ${frontier} is below ${this.#frontier}`);
    if (frontier > this.#end) throw new LineError(`its frontier ${frontier} is beyond the last nonce`);
    let least = this.#frontier;
    for (const hit of hits) {
      if (hit >= frontier) throw new LineError(`its hit ${hit} is not below its frontier ${frontier}`);
      if (hit < least) throw new LineError(`its hit ${hit} comes after the report for it, or out of order`);
      least = hit + 1n;
    }
    this.#frontier = frontier;
    return { frontier, hits, done };
  }
}
