import { bigintIn, type Database, integer, nullIn, numberIn, oneOf, type Row, textIn } from './database.js';
import { JournalError } from './journal-error.js';

/** A record's place on chain. */
export interface ItemKey {
  readonly epoch: bigint;
  readonly batchId: bigint;
  readonly index: number;
}

export type Verdict = 'match' | 'mismatch';
const VERDICTS: readonly Verdict[] = ['match', 'mismatch'];

/** queued → in_flight (op) → recorded (the chain shows it) | quarantined (the chain refuses this very item). */
export type ResultState = 'queued' | 'in_flight' | 'recorded' | 'quarantined';
const STATES: readonly ResultState[] = ['queued', 'in_flight', 'recorded', 'quarantined'];

/** What re-executing a record found. */
export interface NewResult extends ItemKey {
  /** Address of the Host that committed the batch. */
  readonly owner: string;
  readonly verdict: Verdict;
  /** For people: reason of a mismatch, distance. */
  readonly detail: string;
}

export interface Result extends NewResult {
  readonly state: ResultState;
  /** Operation key of the transaction that carries or carried it. */
  readonly op?: string | undefined;
  /** Why it is quarantined. */
  readonly reason?: string | undefined;
}

const KEY = 'epoch = ? AND batch_id = ? AND idx = ?';

export function keyValues({ epoch, batchId, index }: ItemKey): [bigint, bigint, bigint] {
  return [integer(epoch, 'epoch'), integer(batchId, 'batch id'), integer(index, 'index')];
}

/** The table `results`. */
export class Results {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * @returns false if a result of this item with the same verdict is there already
   * @throws JournalError `conflict` if it is there with the other verdict: the first one may be on its way
   */
  add(result: NewResult): boolean {
    return this.#db.transaction(() => {
      const changes = this.#db.run(
        `INSERT INTO results (epoch, batch_id, idx, owner, verdict, detail, state)
         VALUES (?, ?, ?, ?, ?, ?, 'queued') ON CONFLICT DO NOTHING`,
        ...keyValues(result),
        result.owner,
        result.verdict,
        result.detail,
      );
      if (changes > 0) return true;
      const known = this.get(result);
      if (known?.verdict === result.verdict) return false;
      throw new JournalError('conflict', `${nameOf(result)} is kept as ${String(known?.verdict)}`);
    });
  }

  /**
   * queued → in_flight, all or none: call it before the transaction `op` that carries them is signed.
   * @returns false, and nothing is changed, if one of them isn't queued
   */
  send(items: readonly ItemKey[], op: string): boolean {
    const notQueued = new Error('not queued');
    try {
      this.#db.transaction(() => {
        for (const item of items) {
          const changes = this.#db.run(
            `UPDATE results SET state = 'in_flight', op = ? WHERE ${KEY} AND state = 'queued'`,
            op,
            ...keyValues(item),
          );
          if (changes === 0) throw notQueued;
        }
      });
      return items.length > 0;
    } catch (error) {
      if (error === notQueued) return false;
      throw error;
    }
  }

  /** queued | in_flight | quarantined → recorded: the chain shows it, whoever brought it there. */
  record(item: ItemKey): boolean {
    return (
      this.#db.run(
        `UPDATE results SET state = 'recorded', reason = NULL WHERE ${KEY} AND state <> 'recorded'`,
        ...keyValues(item),
      ) > 0
    );
  }

  /** in_flight → queued for all that `op` carried: it is proven dead or failed as a whole. @returns how many */
  release(op: string): number {
    return this.#db.run(`UPDATE results SET state = 'queued', op = NULL WHERE op = ? AND state = 'in_flight'`, op);
  }

  /** queued | in_flight → quarantined: the chain refuses this item; the others go on without it. */
  quarantine(item: ItemKey, reason: string): boolean {
    return (
      this.#db.run(
        `UPDATE results SET state = 'quarantined', reason = ? WHERE ${KEY} AND state IN ('queued', 'in_flight')`,
        reason,
        ...keyValues(item),
      ) > 0
    );
  }

  /** quarantined → queued: its cause was fixed. */
  requeue(item: ItemKey): boolean {
    return (
      this.#db.run(
        `UPDATE results SET state = 'queued', op = NULL, reason = NULL WHERE ${KEY} AND state = 'quarantined'`,
        ...keyValues(item),
      ) > 0
    );
  }

  get(item: ItemKey): Result | undefined {
    const row = this.#db.get(`SELECT * FROM results WHERE ${KEY}`, ...keyValues(item));
    return row && resultOf(row);
  }

  /** In the order of the chain. */
  inState(state: ResultState, most = -1): Result[] {
    return this.#db
      .all('SELECT * FROM results WHERE state = ? ORDER BY epoch, batch_id, idx LIMIT ?', state, most)
      .map(resultOf);
  }

  /** What the transaction `op` carries. */
  carriedBy(op: string): Result[] {
    return this.#db.all('SELECT * FROM results WHERE op = ? ORDER BY epoch, batch_id, idx', op).map(resultOf);
  }

  ofEpoch(epoch: bigint): Result[] {
    return this.#db
      .all('SELECT * FROM results WHERE epoch = ? ORDER BY batch_id, idx', integer(epoch, 'epoch'))
      .map(resultOf);
  }
}

function nameOf({ epoch, batchId, index }: ItemKey): string {
  return `the result of epoch ${epoch}, batch ${batchId}, index ${index}`;
}

function resultOf(row: Row): Result {
  return {
    epoch: bigintIn(row, 'epoch'),
    batchId: bigintIn(row, 'batch_id'),
    index: numberIn(row, 'idx'),
    owner: textIn(row, 'owner'),
    verdict: oneOf(row, 'verdict', VERDICTS),
    detail: textIn(row, 'detail'),
    state: oneOf(row, 'state', STATES),
    op: nullIn(row, 'op') ? undefined : textIn(row, 'op'),
    reason: nullIn(row, 'reason') ? undefined : textIn(row, 'reason'),
  };
}
