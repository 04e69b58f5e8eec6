import { bigintIn, type Database, integer, nullIn, numberIn, oneOf, type Row, textIn } from './database.js';
import { type ItemKey, keyValues, type NewResult, type Results } from './results.js';

/** drawn: the validation worker found it in its own draw. claim: a claim was refused for want of it. */
export type DutyReason = 'drawn' | 'claim';
const REASONS: readonly DutyReason[] = ['drawn', 'claim'];

/** wanted → running (until its lease ends) → done | failed (to be tried again at nextTryMs). */
export type DutyState = 'wanted' | 'running' | 'done' | 'failed';
const STATES: readonly DutyState[] = ['wanted', 'running', 'done', 'failed'];

export interface WantedDuty extends ItemKey {
  /** Address of the Host that committed the batch. */
  readonly owner: string;
  readonly reason: DutyReason;
  /** Greater is more urgent. */
  readonly priority: number;
}

/** What a draw found, and what the chain shows as done. */
export interface DrawnDuties {
  readonly epoch: bigint;
  readonly duties: readonly WantedDuty[];
  /** Places whose results the chain has, whoever brought them there. */
  readonly recorded: readonly { readonly batchId: bigint; readonly index: number }[];
}

export interface Duty extends WantedDuty {
  readonly state: DutyState;
  readonly failures: number;
  readonly lastError?: string | undefined;
  /** Milliseconds since 1970; 0 = at once. */
  readonly nextTryMs: number;
  readonly leaseUntilMs?: number | undefined;
}

const KEY = 'epoch = ? AND batch_id = ? AND idx = ?';

/** The table `duties`: records that this Host must or wants to re-execute. */
export class Duties {
  readonly #db: Database;
  readonly #results: Results;

  constructor(db: Database, results: Results) {
    this.#db = db;
    this.#results = results;
  }

  /**
   * Wants a duty done. Wanted again for a claim or with a higher priority, it moves up and a failed one is tried at
   * once; nothing ever moves down, and a done one stays done. If a claim wants one that is done, its result hurries.
   * @returns whether anything changed
   */
  want(duty: WantedDuty): boolean {
    return this.#db.transaction(() => {
      if (duty.reason === 'claim') this.#results.hurry(duty);
      return this.#want(duty);
    });
  }

  #want(duty: WantedDuty): boolean {
    return (
      this.#db.run(
        `INSERT INTO duties (epoch, batch_id, idx, owner, reason, priority, state) VALUES (?, ?, ?, ?, ?, ?, 'wanted')
         ON CONFLICT DO UPDATE SET
           reason = CASE WHEN excluded.reason = 'claim' THEN 'claim' ELSE reason END,
           priority = max(priority, excluded.priority),
           next_try_ms = 0
         WHERE (state <> 'done' AND excluded.priority > priority) OR (excluded.reason = 'claim' AND reason <> 'claim')`,
        ...keyValues(duty),
        duty.owner,
        duty.reason,
        integer(duty.priority, 'priority'),
      ) > 0
    );
  }

  /**
   * Keeps what was drawn, in one transaction; what has a result, here or on chain, is done.
   * @returns how many were not known
   */
  draw({ epoch, duties, recorded }: DrawnDuties): number {
    return this.#db.transaction(() => {
      let drawn = 0;
      for (const duty of duties) {
        if (this.want(duty)) drawn += 1;
        // From before a crash.
        if (this.#results.get(duty)) this.#finish(duty);
      }
      // From before this journal was lost, or of another one.
      for (const place of recorded) this.#finish({ epoch, ...place });
      return drawn;
    });
  }

  /**
   * wanted | failed and due | running with its lease over → running: takes the most urgent one, so that two workers
   * never take the same and one of a killed worker is taken again.
   * @param without owners whose records are left out
   */
  take(nowMs: number, leaseMs: number, { without = [] }: { without?: readonly string[] } = {}): Duty | undefined {
    const now = integer(nowMs, 'nowMs');
    const row = this.#db.get(
      `UPDATE duties SET state = 'running', lease_until_ms = ?
       WHERE (epoch, batch_id, idx) = (
         SELECT epoch, batch_id, idx FROM duties
         WHERE state <> 'done' AND next_try_ms <= ? AND (state <> 'running' OR lease_until_ms <= ?)
           AND owner NOT IN (SELECT value FROM json_each(?))
         ORDER BY priority DESC, epoch, batch_id, idx LIMIT 1)
       RETURNING *`,
      now + integer(leaseMs, 'leaseMs'),
      now,
      now,
      JSON.stringify(without),
    );
    return row && dutyOf(row);
  }

  /**
   * any → done, and its result is queued, in one transaction.
   * @returns false if it was done already or was never wanted; then the result is not stored either
   */
  done(result: NewResult): boolean {
    return this.#db.transaction(() => {
      const urgent = this.get(result)?.reason === 'claim';
      if (!this.#finish(result)) return false;
      this.#results.add(result, { urgent });
      return true;
    });
  }

  /** any → done without a result: the chain shows it discharged (result recorded before, void batch, case). */
  discharge(item: ItemKey): boolean {
    return this.#finish(item);
  }

  /** running → failed: counts, keeps the error, due again at nextTryMs. */
  fail(item: ItemKey, error: string, nextTryMs: number): boolean {
    return (
      this.#db.run(
        `UPDATE duties SET state = 'failed', failures = failures + 1, last_error = ?, next_try_ms = ?, lease_until_ms = NULL
         WHERE ${KEY} AND state = 'running'`,
        error,
        integer(nextTryMs, 'nextTryMs'),
        ...keyValues(item),
      ) > 0
    );
  }

  get(item: ItemKey): Duty | undefined {
    const row = this.#db.get(`SELECT * FROM duties WHERE ${KEY}`, ...keyValues(item));
    return row && dutyOf(row);
  }

  /** All of an epoch that aren't done, the most urgent first. */
  open(epoch: bigint): Duty[] {
    return this.#db
      .all(
        `SELECT * FROM duties WHERE state <> 'done' AND epoch = ? ORDER BY priority DESC, batch_id, idx`,
        integer(epoch, 'epoch'),
      )
      .map(dutyOf);
  }

  count(epoch: bigint): Record<DutyState, number> {
    const rows = this.#db.all(
      'SELECT state, count(*) AS n FROM duties WHERE epoch = ? GROUP BY state',
      integer(epoch, 'epoch'),
    );
    const counts: Record<DutyState, number> = { wanted: 0, running: 0, done: 0, failed: 0 };
    for (const row of rows) counts[oneOf(row, 'state', STATES)] = numberIn(row, 'n');
    return counts;
  }

  #finish(item: ItemKey): boolean {
    return (
      this.#db.run(
        `UPDATE duties SET state = 'done', lease_until_ms = NULL WHERE ${KEY} AND state <> 'done'`,
        ...keyValues(item),
      ) > 0
    );
  }
}

function dutyOf(row: Row): Duty {
  return {
    epoch: bigintIn(row, 'epoch'),
    batchId: bigintIn(row, 'batch_id'),
    index: numberIn(row, 'idx'),
    owner: textIn(row, 'owner'),
    reason: oneOf(row, 'reason', REASONS),
    priority: numberIn(row, 'priority'),
    state: oneOf(row, 'state', STATES),
    failures: numberIn(row, 'failures'),
    lastError: nullIn(row, 'last_error') ? undefined : textIn(row, 'last_error'),
    nextTryMs: numberIn(row, 'next_try_ms'),
    leaseUntilMs: nullIn(row, 'lease_until_ms') ? undefined : numberIn(row, 'lease_until_ms'),
  };
}
