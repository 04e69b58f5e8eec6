import {
  bigintIn,
  bytesIn,
  type Database,
  fixedBytes,
  integer,
  nullIn,
  numberIn,
  oneOf,
  type Row,
  textIn,
} from './database.js';
import { JournalError } from './journal-error.js';

/** recorded → batched (fixed in a batch) → committed (the batch is on chain); back to recorded if the batch failed. */
export type RecordState = 'recorded' | 'batched' | 'committed';
const STATES: readonly RecordState[] = ['recorded', 'batched', 'committed'];

/** One answered request, with everything a validator may ask for. */
export interface NewRecord {
  /** 32 bytes; the key of its leaf. */
  readonly requestId: Uint8Array;
  /** The epoch of the request, if known. The epoch it counts for is its batch's. */
  readonly epoch?: bigint | undefined;
  readonly model: string;
  readonly body: Uint8Array;
  readonly response: Uint8Array;
  /** Canonical artifact bytes. */
  readonly artifact: Uint8Array;
  /** Value of its Merkle leaf (protocol §1). */
  readonly leafValue: Uint8Array;
  readonly tokens: bigint;
  /** In upacer. */
  readonly fee: bigint;
  readonly createdMs: number;
}

export interface JournalRecord extends NewRecord {
  readonly state: RecordState;
  /** The batch that it is fixed in, and its index there. */
  readonly batch?: { readonly op: string; readonly index: number } | undefined;
  /** Where it is on chain. */
  readonly committed?: { readonly epoch: bigint; readonly batchId: bigint } | undefined;
}

const SELECT = `SELECT r.*, b.epoch AS commit_epoch, b.batch_id AS batch_id
  FROM records r LEFT JOIN batches b ON b.op = r.batch_op`;

/** The table `records`. */
export class Records {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Keeps an answered request. To spare fsyncs, add several within `journal.transaction`.
   * @returns false if the very same record is there already
   * @throws JournalError `conflict` if the request id is there with another content
   */
  add(record: NewRecord): boolean {
    const { requestId, epoch, model, body, response, artifact, leafValue, tokens, fee, createdMs } = record;
    return this.#db.transaction(() => {
      const changes = this.#db.run(
        `INSERT INTO records (request_id, epoch, model, body, response, artifact, leaf_value, tokens, fee, created_ms, state)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'recorded') ON CONFLICT (request_id) DO NOTHING`,
        fixedBytes(requestId, 32, 'a request id'),
        epoch === undefined ? null : integer(epoch, 'epoch'),
        model,
        body,
        response,
        artifact,
        leafValue,
        integer(tokens, 'tokens'),
        integer(fee, 'fee'),
        integer(createdMs, 'createdMs'),
      );
      if (changes > 0) return true;
      const same = this.#db.get(
        `SELECT 1 FROM records WHERE request_id = ? AND model = ? AND body = ? AND response = ? AND artifact = ?
         AND leaf_value = ? AND tokens = ? AND fee = ?`,
        requestId,
        model,
        body,
        response,
        artifact,
        leafValue,
        tokens,
        fee,
      );
      if (same) return false;
      throw new JournalError('conflict', `another record of request ${Buffer.from(requestId).toString('hex')} is kept`);
    });
  }

  get(requestId: Uint8Array): JournalRecord | undefined {
    const row = this.#db.get(`${SELECT} WHERE r.request_id = ?`, requestId);
    return row && recordOf(row);
  }

  /** A committed record by its place on chain. */
  at(epoch: bigint, batchId: bigint, index: number): JournalRecord | undefined {
    const row = this.#db.get(
      `${SELECT} WHERE b.epoch = ? AND b.batch_id = ? AND r.batch_index = ?`,
      integer(epoch, 'epoch'),
      integer(batchId, 'batch id'),
      integer(index, 'index'),
    );
    return row && recordOf(row);
  }

  /** Models that have records waiting for a batch, with how many. */
  waiting(): { model: string; count: number }[] {
    const rows = this.#db.all(
      `SELECT model, count(*) AS n FROM records WHERE state = 'recorded' GROUP BY model ORDER BY model`,
    );
    return rows.map((row) => ({ model: textIn(row, 'model'), count: numberIn(row, 'n') }));
  }

  count(): Record<RecordState, number> {
    const rows = this.#db.all('SELECT state, count(*) AS n FROM records GROUP BY state');
    const counts: Record<RecordState, number> = { recorded: 0, batched: 0, committed: 0 };
    for (const row of rows) counts[oneOf(row, 'state', STATES)] = numberIn(row, 'n');
    return counts;
  }
}

function recordOf(row: Row): JournalRecord {
  return {
    requestId: bytesIn(row, 'request_id'),
    epoch: nullIn(row, 'epoch') ? undefined : bigintIn(row, 'epoch'),
    model: textIn(row, 'model'),
    body: bytesIn(row, 'body'),
    response: bytesIn(row, 'response'),
    artifact: bytesIn(row, 'artifact'),
    leafValue: bytesIn(row, 'leaf_value'),
    tokens: bigintIn(row, 'tokens'),
    fee: bigintIn(row, 'fee'),
    createdMs: numberIn(row, 'created_ms'),
    state: oneOf(row, 'state', STATES),
    batch: nullIn(row, 'batch_op') ? undefined : { op: textIn(row, 'batch_op'), index: numberIn(row, 'batch_index') },
    committed: nullIn(row, 'batch_id')
      ? undefined
      : { epoch: bigintIn(row, 'commit_epoch'), batchId: bigintIn(row, 'batch_id') },
  };
}
