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
  readonly createdMs: number;
}

export interface Result extends NewResult {
  readonly state: ResultState;
  /** Operation key of the transaction that carries or carried it. */
  readonly op?: string | undefined;
  /** Why it is quarantined. */
  readonly reason?: string | undefined;
  /** A claim waits for it. */
  readonly urgent: boolean;
  /** Most items of a message that it may be one of; undefined: as many as the chain takes. */
  readonly groupMax: number | undefined;
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
  add(result: NewResult, { urgent = false }: { urgent?: boolean } = {}): boolean {
    return this.#db.transaction(() => {
      const changes = this.#db.run(
        `INSERT INTO results (epoch, batch_id, idx, owner, verdict, detail, created_ms, urgent, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued') ON CONFLICT DO NOTHING`,
        ...keyValues(result),
        result.owner,
        result.verdict,
        result.detail,
        integer(result.createdMs, 'createdMs'),
        urgent ? 1 : 0,
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

  /** A claim waits for it: it goes before the others. Changes one that is queued or in flight. */
  hurry(item: ItemKey): boolean {
    const set = `UPDATE results SET urgent = 1 WHERE ${KEY} AND urgent = 0 AND state IN ('queued', 'in_flight')`;
    return this.#db.run(set, ...keyValues(item)) > 0;
  }

  /**
   * in_flight → queued for all that `op` carried: it is refused as a whole, and one of them may be why. From now on each goes
   * in a message of half as many at most, so that splitting again and again ends with the one alone, which is quarantined
   * with the reason.
   * @returns how many it carried
   */
  split(op: string, reason: string): number {
    return this.#db.transaction(() => {
      const carried = `WHERE op = ? AND state = 'in_flight'`;
      const row = this.#db.get(`SELECT count(*) AS n FROM results ${carried}`, op);
      const count = row ? numberIn(row, 'n') : 0;
      if (count === 1)
        return this.#db.run(`UPDATE results SET state = 'quarantined', reason = ? ${carried}`, reason, op);
      const set = `UPDATE results SET state = 'queued', op = NULL, group_max = ? ${carried}`;
      return count === 0 ? 0 : this.#db.run(set, Math.ceil(count / 2), op);
    });
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
        `UPDATE results SET state = 'queued', op = NULL, reason = NULL, group_max = NULL WHERE ${KEY} AND state = 'quarantined'`,
        ...keyValues(item),
      ) > 0
    );
  }

  get(item: ItemKey): Result | undefined {
    const row = this.#db.get(`SELECT * FROM results WHERE ${KEY}`, ...keyValues(item));
    return row && resultOf(row);
  }

  /** Those that a claim waits for first, then in the order of the chain. */
  inState(state: ResultState, most = -1): Result[] {
    return this.#db
      .all('SELECT * FROM results WHERE state = ? ORDER BY urgent DESC, epoch, batch_id, idx LIMIT ?', state, most)
      .map(resultOf);
  }

  count(): Record<ResultState, number> {
    const rows = this.#db.all('SELECT state, count(*) AS n FROM results GROUP BY state');
    const counts: Record<ResultState, number> = { queued: 0, in_flight: 0, recorded: 0, quarantined: 0 };
    for (const row of rows) counts[oneOf(row, 'state', STATES)] = numberIn(row, 'n');
    return counts;
  }

  /** createdMs of the oldest one in a state; undefined if there is none. */
  oldestMs(state: 'queued' | 'in_flight'): number | undefined {
    // Each state has an index by age of its own, which is not found by itself where the state is a parameter.
    const row = this.#db.get(
      `SELECT created_ms AS oldest FROM results INDEXED BY results_${state} WHERE state = '${state}' ORDER BY created_ms LIMIT 1`,
    );
    return row && numberIn(row, 'oldest');
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
    createdMs: numberIn(row, 'created_ms'),
    urgent: bigintIn(row, 'urgent') === 1n,
    groupMax: nullIn(row, 'group_max') ? undefined : numberIn(row, 'group_max'),
  };
}
