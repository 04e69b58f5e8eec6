import { setImmediate } from 'node:timers/promises';
import { logError, type Logger } from '@pacer/agent';
import { Digests } from './digests.js';
import type { Task } from './facts.js';
import type { HitsJournal } from './hits-journal.js';

/** Hits that are read from the journal at a time. */
const BATCH = 64;

/**
 * Computes what a program of others calls hits again, before they are committed: one that is none costs the whole weight and a
 * part of the stake, and a broken card finds such.
 */
export class OwnHits {
  readonly #journal: Pick<HitsJournal, 'unchecked' | 'settle'>;
  readonly #host: Uint8Array;
  readonly #log: Logger;
  readonly #onFalse: () => void;
  #digests: Digests | undefined;
  #isBusy = false;
  #isClosed = false;

  constructor(parts: {
    journal: Pick<HitsJournal, 'unchecked' | 'settle'>;
    host: Uint8Array;
    log: Logger;
    onFalse: () => void;
  }) {
    this.#journal = parts.journal;
    this.#host = parts.host;
    this.#log = parts.log;
    this.#onFalse = parts.onFalse;
  }

  /** Goes on beside the loop; comes to nothing while it does, or when everything is checked. */
  check(task: Task): void {
    if (this.#isBusy || this.#isClosed) return;
    if (this.#digests?.task.epoch !== task.epoch) this.#digests = new Digests(task);
    const digests = this.#digests;
    this.#isBusy = true;
    void this.#work(digests)
      .catch((error: unknown) => {
        logError(this.#log, error, 'hits could not be computed again; it is tried again');
      })
      .finally(() => (this.#isBusy = false));
  }

  close(): void {
    this.#isClosed = true;
  }

  async #work(digests: Digests): Promise<void> {
    const { epoch } = digests.task;
    for (let nonces = this.#journal.unchecked(epoch, BATCH); nonces.length > 0;) {
      for (const nonce of nonces) {
        await setImmediate();
        if (this.#isClosed) return;
        const isHit = digests.isHitByWasm(this.#host, nonce);
        this.#journal.settle(epoch, nonce, isHit);
        if (isHit) continue;
        this.#onFalse();
        const why = 'its program or its card computes wrong: correct it, or use another prover';
        this.#log.error(
          { epoch, nonce },
          `the prover calls nonce ${nonce} a hit, and it is none; it is not committed; ${why}`,
        );
      }
      nonces = this.#journal.unchecked(epoch, BATCH);
    }
  }
}
