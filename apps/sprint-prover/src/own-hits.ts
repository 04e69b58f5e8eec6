import { logError, type Clock, type Logger } from '@pacer/agent';
import { Digests } from './digests.js';
import type { Task } from './facts.js';
import type { HitsJournal, Recomputed } from './hits-journal.js';
import { taskHash } from './task.js';

/** Hits that are read from the journal at a time. */
const BATCH = 64;
/** Milliseconds of computing until what came of it is made durable, and the event loop is free again: a nonce at least. */
const SLICE_MS = 10;
/** Pause after it, as a multiple of what it took. A quarter of a core is four times what the most that a Host commits needs. */
const REST = 3;

/** What it stands on. */
export interface OwnHitsParts {
  journal: Pick<HitsJournal, 'run' | 'unchecked' | 'settle'>;
  /** raw address of the Host */
  host: Uint8Array;
  clock: Clock;
  log: Logger;
  onFalse: () => void;
}

/**
 * Computes what the prover calls hits again, before they are committed: one that is none costs the whole weight and a part of the
 * stake, and a broken card, core or memory finds such. Little by little, so that the loop goes on and the prover has its cores.
 */
export class OwnHits {
  readonly #parts: OwnHitsParts;
  readonly #stop = new AbortController();
  #known: { task: string; digests: Digests } | undefined;
  #isBusy = false;

  constructor(parts: OwnHitsParts) {
    this.#parts = parts;
  }

  /** Goes on beside the loop; comes to nothing while it does, or when everything is checked. */
  check(task: Task): void {
    if (this.#isBusy || this.#stop.signal.aborted) return;
    const hash = taskHash(task, this.#parts.host);
    if (this.#known?.task !== hash) this.#known = { task: hash, digests: new Digests(task) };
    this.#isBusy = true;
    void this.#work(hash, this.#known.digests)
      .catch((error: unknown) => {
        logError(this.#parts.log, error, 'hits could not be computed again; it is tried again');
      })
      .finally(() => (this.#isBusy = false));
  }

  close(): void {
    this.#stop.abort();
  }

  async #work(task: string, digests: Digests): Promise<void> {
    const { clock, journal } = this.#parts;
    const { signal } = this.#stop;
    const { epoch } = digests.task;
    await clock.sleep(0, signal);
    // What was found for another task meanwhile is not this one's to judge.
    while (!signal.aborted && journal.run(epoch)?.task === task) {
      const began = clock.monotonic();
      const recomputed = this.#slice(digests, began);
      if (recomputed.length === 0) return;
      journal.settle(epoch, recomputed);
      for (const { nonce, isHit } of recomputed) if (!isHit) this.#tell(epoch, nonce);
      await clock.sleep(REST * (clock.monotonic() - began), signal);
    }
  }

  #slice(digests: Digests, began: number): Recomputed[] {
    const { clock, host, journal } = this.#parts;
    const recomputed: Recomputed[] = [];
    for (const nonce of journal.unchecked(digests.task.epoch, BATCH)) {
      recomputed.push({ nonce, isHit: digests.isHitByWasm(host, nonce) });
      if (clock.monotonic() - began >= SLICE_MS) break;
    }
    return recomputed;
  }

  #tell(epoch: bigint, nonce: bigint): void {
    this.#parts.onFalse();
    const why = 'its program, card, core or memory computes wrong: correct it, or use another prover or machine';
    this.#parts.log.error(
      { epoch, nonce },
      `the prover calls nonce ${nonce} a hit, and it is none; it is not committed; ${why}`,
    );
  }
}
