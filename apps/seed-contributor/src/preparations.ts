import type { Prepared } from './facts.js';

/** A dealing or an opening, verified, with the gas that it takes. */
export interface Made {
  bytes: Uint8Array;
  gas: bigint;
  /** SHA-256 of the bytes, hex */
  payload: string;
}

interface Entry {
  about: string;
  state: Prepared;
  made: Made | undefined;
  end: AbortController;
}

/** How something that was computed ended. */
export type Ended = { made: Made } | { error: unknown };

/**
 * What is computed beside the loop, by operation key. Everything is about a slot table: of another table, it is as if it
 * were not there. Nothing here is durable: computing is deterministic, and what is sent is in the journal.
 */
export class Preparations {
  readonly #entries = new Map<string, Entry>();

  /** @param about hash of the slot table, hex */
  state(key: string, about: string): Prepared {
    return this.#find(key, about)?.state ?? { state: 'absent' };
  }

  made(key: string, about: string): Made | undefined {
    return this.#find(key, about)?.made;
  }

  /**
   * Begins to compute; comes to nothing while that is under way, or when it is there. What was about another table is given up.
   * @param height committed height, to be told in case it fails
   * @param ended called once, unless it was given up
   */
  begin(
    { key, about, height }: { key: string; about: string; height: bigint },
    work: (signal: AbortSignal) => Promise<Made>,
    ended: (how: Ended) => void,
  ): void {
    const before = this.#entries.get(key);
    if (before?.about === about && (before.state.state === 'computing' || before.state.state === 'ready')) return;
    before?.end.abort();
    const entry: Entry = { about, state: { state: 'computing' }, made: undefined, end: new AbortController() };
    this.#entries.set(key, entry);
    work(entry.end.signal).then(
      (made) => {
        if (entry.end.signal.aborted) return;
        entry.made = made;
        entry.state = { state: 'ready', payload: made.payload };
        ended({ made });
      },
      (error: unknown) => {
        if (entry.end.signal.aborted) return;
        entry.state = { state: 'failed', height, why: error instanceof Error ? error.message : String(error) };
        ended({ error });
      },
    );
  }

  /** Gives up and forgets everything that is not about these operations: epochs that are over. */
  keep(keys: readonly string[]): void {
    for (const [key, { end }] of this.#entries) {
      if (keys.includes(key)) continue;
      end.abort();
      this.#entries.delete(key);
    }
  }

  close(): void {
    this.keep([]);
  }

  #find(key: string, about: string): Entry | undefined {
    const entry = this.#entries.get(key);
    return entry?.about === about ? entry : undefined;
  }
}
