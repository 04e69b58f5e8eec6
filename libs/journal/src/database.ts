import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { fromSqlite, JournalError } from './journal-error.js';

export type Row = Record<string, SQLOutputValue>;

/** Pause between two tries for the write lock, in milliseconds. */
const TURN_MS = 2;
const pause = new Int32Array(new SharedArrayBuffer(4));

/** One connection: prepared statements, immediate transactions, and SQLite's errors as typed ones. */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #busyTimeoutMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #inTransaction = false;

  /** @param busyTimeoutMs how long a write waits for another program's */
  constructor(path: string, busyTimeoutMs: number) {
    this.path = path;
    this.#busyTimeoutMs = busyTimeoutMs;
    this.#db = this.#typed(() => new DatabaseSync(path, { timeout: 0, enableForeignKeyConstraints: true }));
  }

  exec(sql: string): void {
    this.#inItsTurn(() => {
      this.#db.exec(sql);
    });
  }

  /** @returns rows changed */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#inItsTurn(() => Number(this.#prepare(sql).run(...values).changes));
  }

  get(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#inItsTurn(() => this.#prepare(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#inItsTurn(() => this.#prepare(sql).all(...values));
  }

  /**
   * Runs `body` in one transaction that holds the write lock from its start: what it reads can't change under it.
   * All of it is on disk when this returns, none of it if it throws. Within a transaction it just runs.
   */
  transaction<T>(body: () => T): T {
    if (this.#inTransaction) return body();
    this.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    try {
      const value = body();
      this.exec('COMMIT');
      return value;
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** Within a transaction: what `body` did is undone if it throws, and the transaction goes on. */
  savepoint<T>(body: () => T): T {
    this.exec('SAVEPOINT part');
    try {
      const value = body();
      this.exec('RELEASE part');
      return value;
    } catch (error) {
      // After some failures SQLite has rolled back everything itself.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK TO part; RELEASE part');
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    if (this.#db.isOpen) this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql);
      statement.setReadBigInts(true);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /**
   * A statement that finds the file busy has done nothing and is tried again. SQLite's own busy handler sleeps up to 100 ms
   * between two tries; a program that writes without a pause leaves the lock free for moments only, and starved the others
   * past any timeout.
   */
  #inItsTurn<T>(statement: () => T): T {
    const began = performance.now();
    for (;;) {
      try {
        return this.#typed(statement);
      } catch (error) {
        const isBusy = error instanceof JournalError && error.code === 'busy';
        if (!isBusy || this.#inTransaction || performance.now() - began >= this.#busyTimeoutMs) throw error;
        Atomics.wait(pause, 0, 0, TURN_MS);
      }
    }
  }

  #typed<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw fromSqlite(error, this.path);
    }
  }
}

/** SQLite's integers end at 2^63 − 1; a greater u64 is refused instead of wrapped. */
export function integer(value: bigint | number, what: string): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new JournalError('invalid', `${what} is ${value}`);
  const whole = BigInt(value);
  if (whole < 0n || whole >= 2n ** 63n) throw new JournalError('invalid', `${what} is ${whole}, outside 0…2^63 − 1`);
  return whole;
}

/** Bytes of a fixed length. */
export function fixedBytes(value: Uint8Array, length: number, what: string): Uint8Array {
  if (value.length === length) return value;
  throw new JournalError('invalid', `${what} has ${value.length} bytes instead of ${length}`);
}

export function bigintIn(row: Row, column: string): bigint {
  const value = row[column];
  if (typeof value === 'bigint') return value;
  throw new JournalError('torn', `column ${column} holds no integer`);
}

export function numberIn(row: Row, column: string): number {
  return Number(bigintIn(row, column));
}

export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new JournalError('torn', `column ${column} holds no text`);
}

export function bytesIn(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (value instanceof Uint8Array) return value;
  throw new JournalError('torn', `column ${column} holds no bytes`);
}

/** A text of a closed set, as the schema's CHECKs promise. */
export function oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
  const value = allowed.find((name) => name === row[column]);
  if (value !== undefined) return value;
  throw new JournalError('torn', `column ${column} holds ${String(row[column])}`);
}

export function nullIn(row: Row, column: string): boolean {
  return row[column] === null;
}
