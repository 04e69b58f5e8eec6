import { join } from 'node:path';
import { readOwner, TxJournal, type Attempt, type AttemptState } from '@pacer/agent';

/** States of a journal, and `empty` for one without any attempt. */
export type JournalState = AttemptState | 'empty';

export interface JournalPlace {
  readonly stateDir: string;
  readonly program: string;
}

/**
 * Looks at an agent's journal without touching it: its unfinished attempts, or undefined while it cannot be read, as when it
 * is being made or replaced.
 */
export function unfinishedIn(place: JournalPlace): Attempt[] | undefined {
  let journal: TxJournal | undefined;
  try {
    journal = TxJournal.openReadOnly(place);
    return journal?.unfinished();
  } catch {
    return undefined;
  } finally {
    journal?.close();
  }
}

/** Whether a process that began after a time has opened the journal. @param sinceMs Unix milliseconds */
export function isOpenSince({ stateDir, program }: JournalPlace, sinceMs: number): boolean {
  return (readOwner(join(stateDir, `${program}.sqlite`))?.sinceMs ?? 0) >= sinceMs;
}

/** The states in which a kill left a journal: those of its unfinished attempts, else `final` or `empty`. */
export function statesLeft(place: JournalPlace, prefix = ''): JournalState[] {
  const unfinished = unfinishedIn(place) ?? [];
  if (unfinished.length > 0) return [...new Set(unfinished.map(({ state }) => state))];
  let journal: TxJournal | undefined;
  try {
    journal = TxJournal.openReadOnly(place);
    return journal && journal.keys(prefix).length > 0 ? ['final'] : ['empty'];
  } catch {
    return ['empty'];
  } finally {
    journal?.close();
  }
}

/** A journal that is kept open to look at often: opening it costs more than a look. */
export class JournalView {
  readonly #place: JournalPlace;
  #journal: TxJournal | undefined;

  constructor(place: JournalPlace) {
    this.#place = place;
  }

  /** Attempts that are not final, and keys of all; undefined while there is nothing to read. */
  look(): { unfinished: Attempt[]; keys: number } | undefined {
    try {
      this.#journal ??= TxJournal.openReadOnly(this.#place);
      if (!this.#journal) return undefined;
      return { unfinished: this.#journal.unfinished(), keys: this.#journal.keys('').length };
    } catch {
      this.close();
      return undefined;
    }
  }

  close(): void {
    this.#journal?.close();
    this.#journal = undefined;
  }
}
