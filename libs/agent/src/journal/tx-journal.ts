import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AgentError } from '../error.js';
import type { Attempt, Intent, Outcome, Signed, TxStore } from '../tx/attempt.js';
import { ownerSentence, readOwner } from './owner.js';
import { ProcessLock } from './process-lock.js';
import { attemptOf, toText, type AttemptRow } from './row.js';
import { migrate, schemaVersion } from './schema.js';
import { storageError } from './sqlite-error.js';

/** Where a program keeps its transactions. */
export interface JournalPlace {
  /** folder; made if missing */
  stateDir: string;
  /** name of the program, such as `reward-claimer`: the file is `<program>.sqlite` */
  program: string;
}

/** `doctor` holds the lock for a moment, to see whether it is free: that must not keep the program from starting. */
const LOCK_WAIT_MS = 3_000;

/**
 * The durable memory of one program's transactions: SQLite with write-ahead log and a sync at every commit, so that a method
 * that returned has written. One process at a time writes; `openReadOnly` looks on, as `status` does.
 */
export class TxJournal implements TxStore {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #lock: ProcessLock | undefined;
  /** by SQL: preparing one takes longer than running it, and its memory is SQLite's, which no garbage collector sees */
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, database: DatabaseSync, lock: ProcessLock | undefined) {
    this.path = path;
    this.#database = database;
    this.#lock = lock;
  }

  /**
   * Opens the journal for the one process that may write it.
   * @throws AgentError `journal-locked` (names program, pid and since when), `state-dir-unwritable`, `disk-full`,
   *   `disk-error`, `journal-corrupt`, `journal-version`
   */
  static open({ stateDir, program }: JournalPlace, nowMs: number = Date.now()): TxJournal {
    const path = join(stateDir, `${program}.sqlite`);
    try {
      mkdirSync(stateDir, { recursive: true });
    } catch (error) {
      throw storageError(error, stateDir);
    }
    const lock = ProcessLock.take(join(stateDir, `${program}.lock`), LOCK_WAIT_MS);
    if (!lock)
      throw new AgentError('journal-locked', ownerSentence(program, path, readOwner(path)), { retryable: true });
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: 5000 });
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      const [check] = database.prepare('PRAGMA quick_check(1)').all();
      if (check?.quick_check !== 'ok') {
        throw new AgentError(
          'journal-corrupt',
          `${path} is damaged (${String(check?.quick_check)}): restore it from a backup`,
        );
      }
      migrate(database, path);
      database
        .prepare('INSERT OR REPLACE INTO owner (one, program, pid, since_ms) VALUES (1, ?, ?, ?)')
        .run(program, process.pid, nowMs);
      return new TxJournal(path, database, lock);
    } catch (error) {
      database?.close();
      lock.release();
      throw storageError(error, path);
    }
  }

  /**
   * Opens the journal to look at, also while its program runs; undefined when there is none yet.
   * @throws AgentError `journal-corrupt`, `disk-error`, `state-dir-unwritable`
   */
  static openReadOnly({ stateDir, program }: JournalPlace): TxJournal | undefined {
    const path = join(stateDir, `${program}.sqlite`);
    if (!existsSync(path)) return undefined;
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
      const version = schemaVersion(database, path);
      if (version > 0) return new TxJournal(path, database, undefined);
      database.close();
      return undefined;
    } catch (error) {
      database?.close();
      throw storageError(error, path);
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
    this.#lock?.release();
  }

  latest(key: string): Attempt | undefined {
    return this.#read('WHERE key = ? ORDER BY attempt DESC LIMIT 1', key)[0];
  }

  attempts(key: string): Attempt[] {
    return this.#read('WHERE key = ? ORDER BY attempt', key);
  }

  unfinished(): Attempt[] {
    return this.#read(`WHERE state <> 'final' ORDER BY key`);
  }

  keys(prefix: string): string[] {
    // By range, which the primary key answers, and not by every key that there ever was.
    const range = 'SELECT DISTINCT key FROM attempt WHERE key >= ? AND key < ? ORDER BY key';
    return this.#guard(() =>
      this.#prepared(range)
        .all(prefix, `${prefix}\u{10ffff}`)
        .map((row) => String(row.key)),
    );
  }

  /** Whether an attempt here has these bytes. @param hash upper-case hex */
  knows(hash: string): boolean {
    return this.#read('WHERE hash = ? LIMIT 1', hash).length > 0;
  }

  intend(key: string, attempt: number, intent: Intent, nowMs: number): Attempt {
    const last = this.latest(key);
    const expected = (last?.attempt ?? 0) + 1;
    if (attempt !== expected || (last && last.outcome?.kind !== 'failed' && last.outcome?.kind !== 'dead')) {
      throw new AgentError(
        'operation-conflict',
        `attempt ${attempt} of ${key} cannot begin: attempt ${expected - 1} is ${last?.outcome?.kind ?? last?.state ?? 'unknown'}`,
      );
    }
    return this.#write(
      key,
      attempt,
      `INSERT INTO attempt (key, attempt, state, intent, created_ms) VALUES (?1, ?2, 'intent', ?3, ?4)`,
      toText(intent),
      nowMs,
    );
  }

  reintend({ key, attempt }: Attempt, intent: Intent): Attempt {
    return this.#write(
      key,
      attempt,
      `UPDATE attempt SET intent = ?3 WHERE key = ?1 AND attempt = ?2 AND state = 'intent'`,
      toText(intent),
    );
  }

  sign({ key, attempt }: Attempt, { bytes, hash, deadlineNs, sinceNs, fromHeight, ordered }: Signed): Attempt {
    return this.#write(
      key,
      attempt,
      `UPDATE attempt SET state = 'signed', bytes = ?3, hash = ?4, deadline_ns = ?5, since_ns = ?6, from_height = ?7, ordered = ?8
       WHERE key = ?1 AND attempt = ?2 AND state = 'intent'`,
      bytes,
      hash,
      deadlineNs,
      sinceNs,
      fromHeight,
      ordered ? toText(ordered) : null,
    );
  }

  broadcast({ key, attempt }: Attempt, refusal: Attempt['refusal']): Attempt {
    return this.#write(
      key,
      attempt,
      `UPDATE attempt SET state = 'broadcast', refusal = ?3 WHERE key = ?1 AND attempt = ?2 AND state IN ('signed', 'broadcast')`,
      refusal ? toText(refusal) : null,
    );
  }

  included({ key, attempt }: Attempt, height: bigint): Attempt {
    return this.#write(
      key,
      attempt,
      `UPDATE attempt SET state = 'broadcast', included_height = ?3
       WHERE key = ?1 AND attempt = ?2 AND state IN ('signed', 'broadcast')`,
      height,
    );
  }

  finish({ key, attempt }: Attempt, outcome: Outcome, nowMs: number): Attempt {
    return this.#write(
      key,
      attempt,
      `UPDATE attempt SET state = 'final', outcome = ?3, final_ms = ?4 WHERE key = ?1 AND attempt = ?2 AND state <> 'final'`,
      toText(outcome),
      nowMs,
    );
  }

  #read(where: string, ...parameters: SQLInputValue[]): Attempt[] {
    return this.#guard(() => {
      return this.#prepared(`SELECT * FROM attempt ${where}`)
        .all(...parameters)
        .map((row) => attemptOf(row as AttemptRow));
    });
  }

  /** One statement, one transaction, one sync: durable when it returns. */
  #write(key: string, attempt: number, sql: string, ...parameters: SQLInputValue[]): Attempt {
    return this.#guard(() => {
      const { changes } = this.#prepared(sql).run(key, attempt, ...parameters);
      if (Number(changes) !== 1) {
        throw new AgentError('operation-conflict', `attempt ${attempt} of ${key} is not in the state this step needs`);
      }
      const [written] = this.#read('WHERE key = ? AND attempt = ?', key, attempt);
      if (!written) throw new AgentError('journal-corrupt', `${this.path} lost attempt ${attempt} of ${key}`);
      return written;
    });
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    this.#statements.set(sql, statement);
    return statement;
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageError(error, this.path);
    }
  }
}
