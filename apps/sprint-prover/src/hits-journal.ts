import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { AgentError, storageError } from '@pacer/agent';
import { SCHEMA_VERSION, stepsFrom } from './hits-schema.js';
import {
  nonceOf,
  runOf,
  type CheckNote,
  type Progress,
  type Recomputed,
  type Row,
  type Run,
  type Verdict,
} from './hits-rows.js';
import { u64Key } from './u64-key.js';

export type { CheckNote, Progress, Recomputed, Run, Verdict } from './hits-rows.js';

/**
 * What the prover has found and checked: SQLite with write-ahead log and a sync at every commit. The transactions' journal of
 * the same program beside it holds the lock; whoever has that may open this one.
 */
export class HitsJournal {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  private constructor(path: string, database: DatabaseSync) {
    this.path = path;
    this.#database = database;
  }

  /** @throws AgentError `state-dir-unwritable`, `disk-full`, `disk-error`, `journal-corrupt`, `journal-version` */
  static open(stateDir: string): HitsJournal {
    const path = pathIn(stateDir);
    return guarded(path, () => {
      mkdirSync(stateDir, { recursive: true });
      const database = new DatabaseSync(path, { timeout: 5000 });
      try {
        database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
        const steps = stepsFrom(versionOf(database, path));
        if (steps) database.exec(`BEGIN IMMEDIATE; ${steps} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT`);
        return new HitsJournal(path, database);
      } catch (error) {
        database.close();
        throw error;
      }
    });
  }

  /** Opens it to look at, also while the program runs; undefined when there is none yet. @throws as `open` */
  static openReadOnly(stateDir: string): HitsJournal | undefined {
    const path = pathIn(stateDir);
    if (!existsSync(path)) return undefined;
    return guarded(path, () => {
      const database = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
      if (versionOf(database, path) > 0) return new HitsJournal(path, database);
      database.close();
      return undefined;
    });
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }

  run(epoch: bigint): Run | undefined {
    const [row] = this.#all('SELECT * FROM run WHERE epoch = ?', epoch);
    return row && runOf(row);
  }

  /**
   * The run of an epoch, begun if there is none. One of another task is forgotten with its hits: they are no hits of this one.
   * @param task hash of all that digests depend on, hex
   */
  begin(epoch: bigint, task: string, nowMs: number): Run {
    const known = this.run(epoch);
    if (known?.task === task) return known;
    this.#transaction(() => {
      this.#run('DELETE FROM hit WHERE epoch = ?', epoch);
      this.#run(
        `INSERT OR REPLACE INTO run (epoch, task, frontier, done, found, false_hits, prover, threads, rate_milli, restarts, failing,
         began_ms, updated_ms) VALUES (?, ?, '0', '0', 0, 0, '', 0, 0, 0, '', ?, ?)`,
        ...[epoch, task, nowMs, nowMs],
      );
    });
    return this.run(epoch) ?? missing(this.path);
  }

  /** Moves the frontier and adds the hits below it, in one transaction. @param first where the report before ended */
  report(epoch: bigint, first: bigint, progress: Progress, nowMs: number): void {
    const { frontier, hits, prover, threads, rateMilli } = progress;
    this.#transaction(() => {
      for (const nonce of hits) {
        this.#run('INSERT OR IGNORE INTO hit (epoch, nonce, checked) VALUES (?, ?, 0)', epoch, u64Key(nonce));
      }
      const done = (this.run(epoch)?.done ?? 0n) + frontier - first;
      this.#run(
        `UPDATE run SET frontier = ?, done = ?, found = found + ?, prover = ?, threads = ?, rate_milli = ?, failing = '',
         updated_ms = ? WHERE epoch = ?`,
        ...[frontier.toString(), done.toString(), hits.length, prover, threads, rateMilli, nowMs, epoch],
      );
    });
  }

  /** Notes why the prover of a run is not running. */
  failed(epoch: bigint, why: string, nowMs: number): void {
    const set = 'failing = ?, restarts = restarts + 1, rate_milli = 0, updated_ms = ?';
    this.#run(`UPDATE run SET ${set} WHERE epoch = ?`, why, nowMs, epoch);
  }

  /**
   * Hits that may be committed: above a nonce, in order, none that is not checked and none above such a one.
   * @param above undefined for all
   */
  hits(epoch: bigint, above: bigint | undefined, limit: number): bigint[] {
    const [first] = this.unchecked(epoch, 1);
    const from = above === undefined ? undefined : above + 1n;
    if (from !== undefined && from >= 1n << 64n) return [];
    const until = first === undefined ? '' : 'AND nonce < ?';
    const parameters = [u64Key(from ?? 0n), ...(first === undefined ? [] : [u64Key(first)])];
    return this.#all(
      `SELECT nonce FROM hit WHERE epoch = ? AND nonce >= ? ${until} ORDER BY nonce LIMIT ?`,
      ...[epoch, ...parameters, limit],
    ).map(nonceOf);
  }

  /** Hits that are not computed again yet, in order. */
  unchecked(epoch: bigint, limit: number): bigint[] {
    return this.#all(
      'SELECT nonce FROM hit WHERE epoch = ? AND checked = 0 ORDER BY nonce LIMIT ?',
      ...[epoch, limit],
    ).map(nonceOf);
  }

  countUnchecked(epoch: bigint): number {
    return Number(this.#all('SELECT count(*) AS n FROM hit WHERE epoch = ? AND checked = 0', epoch)[0]?.n ?? 0);
  }

  /** Says whether nonces that were called hits are some, in one transaction; one that is none is taken out and counted. */
  settle(epoch: bigint, recomputed: readonly Recomputed[]): void {
    this.#transaction(() => {
      for (const { nonce, isHit } of recomputed) {
        if (isHit) {
          this.#run('UPDATE hit SET checked = 1 WHERE epoch = ? AND nonce = ?', epoch, u64Key(nonce));
          continue;
        }
        this.#run('DELETE FROM hit WHERE epoch = ? AND nonce = ?', epoch, u64Key(nonce));
        this.#run('UPDATE run SET false_hits = false_hits + 1 WHERE epoch = ?', epoch);
      }
    });
  }

  note(epoch: bigint, { accused, task, nonce, verdict, atMs }: CheckNote): void {
    this.#run(
      'INSERT OR REPLACE INTO check_of (epoch, accused, nonce, verdict, at_ms, task) VALUES (?, ?, ?, ?, ?, ?)',
      ...[epoch, accused, u64Key(nonce), verdict, atMs, task],
    );
  }

  /** What was checked of a Sprint, by Host and nonce. */
  checks(epoch: bigint): CheckNote[] {
    return this.#all('SELECT * FROM check_of WHERE epoch = ? ORDER BY accused, nonce', epoch).map((row) => ({
      accused: String(row.accused),
      task: String(row.task ?? ''),
      nonce: nonceOf(row),
      verdict: String(row.verdict) as Verdict,
      atMs: Number(row.at_ms),
    }));
  }

  /** Forgets the epochs before one. */
  forget(before: bigint): void {
    if (before <= 0n) return;
    this.#transaction(() => {
      for (const table of ['run', 'hit', 'check_of']) this.#run(`DELETE FROM ${table} WHERE epoch < ?`, before);
    });
  }

  #transaction(work: () => void): void {
    guarded(this.path, () => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        work();
        this.#database.exec('COMMIT');
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  #run(sql: string, ...parameters: SQLInputValue[]): void {
    guarded(this.path, () => this.#prepared(sql).run(...parameters));
  }

  #all(sql: string, ...parameters: SQLInputValue[]): Row[] {
    return guarded(this.path, () => this.#prepared(sql).all(...parameters));
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    statement.setReadBigInts(true);
    this.#statements.set(sql, statement);
    return statement;
  }
}

function pathIn(stateDir: string): string {
  return join(stateDir, 'sprint-prover-hits.db');
}

function versionOf(database: DatabaseSync, path: string): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (version <= SCHEMA_VERSION) return version;
  throw new AgentError(
    'journal-version',
    `${path} was written by a newer release (version ${version}, this one knows ${SCHEMA_VERSION}): run that release`,
  );
}

function missing(path: string): never {
  throw new AgentError('journal-corrupt', `${path} lost a run: restore it from a backup`);
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageError(error, path);
  }
}
