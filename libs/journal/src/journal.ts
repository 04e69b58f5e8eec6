import { closeSync, openSync, statSync } from 'node:fs';
import { Batches } from './batches.js';
import { Database } from './database.js';
import { Duties } from './duties.js';
import { codeOf, JournalError } from './journal-error.js';
import { prune, type Pruned } from './prune.js';
import { Records } from './records.js';
import { Results } from './results.js';
import { checkAtOpening, checkIntegrity, migrate, pragma } from './schema.js';
import { Sigmas } from './sigmas.js';

export interface JournalOptions {
  /** How long a write waits for another program's, in milliseconds. */
  readonly busyTimeoutMs?: number;
  /** Refuse to grow beyond this many bytes (disk_full); without it the disk is the limit. */
  readonly maxBytes?: number;
}

/** What the journal takes on its disk, in bytes. */
export interface JournalBytes {
  readonly file: number;
  /** Of `file`, what deleted rows left: new ones are written there first. */
  readonly free: number;
  /** The log beside it, `-wal`. */
  readonly wal: number;
}

const PAGE_BYTES = 4096;
/** The log is cut to this size when it was emptied: a burst of writing leaves nothing behind. */
const WAL_BYTES = 64 * 1024 * 1024;

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
      db.exec(`PRAGMA journal_size_limit = ${WAL_BYTES}`);
      checkAtOpening(db);
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

  /** Several calls as one within a transaction: if it throws, they are undone and the rest of the transaction stays. */
  savepoint<T>(body: () => T): T {
    return this.#db.savepoint(body);
  }

  /**
   * Deletes what belongs to epochs before one and is final, a piece at a time, each piece a short transaction. Hosts keep
   * leaves, prompts and artifacts of N until S_{N+3} (protocol §7). Records that wait for a batch stay, however old.
   * @param most records
   * @returns what was deleted; call again until that is nothing
   */
  prune(range: { before: bigint; most?: number }): Pruned {
    return prune(this.#db, range);
  }

  bytes(): JournalBytes {
    const [pages, free] = [pragma(this.#db, 'page_count'), pragma(this.#db, 'freelist_count')];
    const size = Number(pragma(this.#db, 'page_size'));
    const wal = statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    return { file: Number(pages) * size, free: Number(free) * size, wal };
  }

  /** Reads the whole file. @throws JournalError `torn` if a page is damaged */
  check(): void {
    checkIntegrity(this.#db);
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
