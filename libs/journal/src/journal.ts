import { closeSync, openSync } from 'node:fs';
import { Batches } from './batches.js';
import { Database } from './database.js';
import { Duties } from './duties.js';
import { codeOf, JournalError } from './journal-error.js';
import { Records } from './records.js';
import { Results } from './results.js';
import { checkIntegrity, migrate } from './schema.js';
import { Sigmas } from './sigmas.js';

export interface JournalOptions {
  /** How long a write waits for another program's, in milliseconds. */
  readonly busyTimeoutMs?: number;
  /** Refuse to grow beyond this many bytes (disk_full); without it the disk is the limit. */
  readonly maxBytes?: number;
}

const PAGE_BYTES = 4096;

/**
 * The Host's work journal: one SQLite file that its programs share. What a method has returned from is on disk
 * (WAL, synchronous FULL). Every transition is one guarded update: repeated, it changes nothing and says so.
 */
export class Journal {
  readonly records: Records;
  readonly batches: Batches;
  readonly results: Results;
  readonly duties: Duties;
  readonly sigmas: Sigmas;
  readonly #db: Database;

  private constructor(db: Database) {
    this.#db = db;
    this.records = new Records(db);
    this.batches = new Batches(db);
    this.results = new Results(db);
    this.duties = new Duties(db, this.results);
    this.sigmas = new Sigmas(db);
  }

  /**
   * Opens the file, or makes it (readable by its owner only: it holds σ before it is public).
   * @throws JournalError `unwritable`, `torn`, `newer_schema`, `not_a_journal`, `disk_full`, `io`, `busy`
   */
  static open(path: string, { busyTimeoutMs = 5_000, maxBytes }: JournalOptions = {}): Journal {
    createPrivate(path);
    const db = new Database(path, busyTimeoutMs);
    try {
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = FULL');
      if (maxBytes !== undefined) db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / PAGE_BYTES))}`);
      checkIntegrity(db);
      migrate(db);
      return new Journal(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  get path(): string {
    return this.#db.path;
  }

  /** Several calls as one: all of them are on disk when it returns, none if it throws. Keep it short: writers wait. */
  transaction<T>(body: () => T): T {
    return this.#db.transaction(body);
  }

  close(): void {
    this.#db.close();
  }
}

function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'a', 0o600));
  } catch (cause) {
    const full = codeOf(cause) === 'ENOSPC';
    throw new JournalError(full ? 'disk_full' : 'unwritable', `the journal ${path} can't be opened`, { cause });
  }
}
