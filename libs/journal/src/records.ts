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
import { KINDS, type BatchKind } from './batch-kind.js';
import { JournalError } from './journal-error.js';

/**
 * recorded → batched (fixed in a batch) → committed (the batch is on chain); back to recorded if the batch failed.
 * recorded → quarantined (no batch can hold it, for a reason), back by `requeue`.
 */
export type RecordState = 'recorded' | 'batched' | 'committed' | 'quarantined';

/** One answered request, with everything a validator may ask for. */
export interface NewRecord {
  /** What this Host was for the request: Executor (`artifact`, the default) or Transfer Agent (`response`). */
  readonly kind?: BatchKind | undefined;
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
  readonly kind: BatchKind;
  readonly state: RecordState;
  /** The batch that it is fixed in, and its index there. */
  readonly batch?: { readonly op: string; readonly index: number } | undefined;
  /** Where it is on chain. */
  readonly committed?: { readonly epoch: bigint; readonly batchId: bigint } | undefined;
  /** Why it is quarantined. */
  readonly reason?: string | undefined;
}

/** Records of one kind and model that wait for a batch. */
export interface WaitingRecords {
  readonly kind: BatchKind;
  readonly model: string;
  readonly count: number;
  /** createdMs of the one that was handed over first. */
  readonly oldestMs: number;
  /** Least size of a group that one of them is held to; undefined: none is. */
  readonly groupMax: number | undefined;
}

/** A record that no batch can hold. */
export interface QuarantinedRecord {
  readonly requestId: Uint8Array;
  readonly kind: BatchKind;
  readonly model: string;
  readonly epoch: bigint | undefined;
  readonly reason: string;
}

const SELECT = `SELECT r.*, c.body, c.response, c.artifact, b.op, b.epoch AS commit_epoch, b.batch_id AS batch_id
  FROM records r JOIN contents c ON c.seq = r.seq LEFT JOIN batches b ON b.seq = r.batch`;
const WAITING = 'batch IS NULL AND reason IS NULL';

/** The tables `records` and `contents`. */
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
    const { kind = 'artifact', requestId, epoch, model, body, response, artifact, leafValue } = record;
    const { tokens, fee, createdMs } = record;
    return this.#db.transaction(() => {
      const row = this.#db.get(
        `INSERT INTO records (kind, request_id, epoch, model, leaf_value, tokens, fee, created_ms)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, request_id) DO NOTHING RETURNING seq`,
        kind,
        fixedBytes(requestId, 32, 'a request id'),
        epoch === undefined ? null : integer(epoch, 'epoch'),
        model,
        leafValue,
        integer(tokens, 'tokens'),
        integer(fee, 'fee'),
        integer(createdMs, 'createdMs'),
      );
      if (row) {
        const seq = bigintIn(row, 'seq');
        this.#db.run('INSERT INTO contents VALUES (?, ?, ?, ?)', seq, body, response, artifact);
        return true;
      }
      const same = this.#db.get(
        `SELECT 1 FROM records r JOIN contents c ON c.seq = r.seq WHERE kind = ? AND request_id = ? AND model = ?
         AND body = ? AND response = ? AND artifact = ? AND leaf_value = ? AND tokens = ? AND fee = ?`,
        ...[kind, requestId, model, body, response, artifact, leafValue, tokens, fee],
      );
      if (same) return false;
      throw new JournalError('conflict', `another record of request ${Buffer.from(requestId).toString('hex')} is kept`);
    });
  }

  get(requestId: Uint8Array, kind: BatchKind = 'artifact'): JournalRecord | undefined {
    const row = this.#db.get(`${SELECT} WHERE r.kind = ? AND r.request_id = ?`, kind, requestId);
    return row && recordOf(row);
  }

  /** Whether a record of a request is kept; reads no content. */
  has(requestId: Uint8Array, kind: BatchKind = 'artifact'): boolean {
    return this.#db.get('SELECT 1 FROM records WHERE kind = ? AND request_id = ?', kind, requestId) !== undefined;
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

  /** What waits for a batch, by kind and model. */
  waiting(): WaitingRecords[] {
    const rows = this.#db.all(
      `SELECT w.kind, w.model, n, created_ms, (SELECT min(group_max) FROM records l WHERE l.kind = w.kind
         AND l.model = w.model AND group_max IS NOT NULL AND ${WAITING}) AS group_max
       FROM (SELECT kind, model, count(*) AS n, min(seq) AS seq FROM records WHERE ${WAITING} GROUP BY kind, model) w
       JOIN records r ON r.seq = w.seq ORDER BY w.kind, w.model`,
    );
    return rows.map((row) => ({
      kind: oneOf(row, 'kind', KINDS),
      model: textIn(row, 'model'),
      count: numberIn(row, 'n'),
      oldestMs: numberIn(row, 'created_ms'),
      groupMax: nullIn(row, 'group_max') ? undefined : numberIn(row, 'group_max'),
    }));
  }

  /** recorded → quarantined: no batch can hold it; the others go on without it. */
  quarantine(requestId: Uint8Array, reason: string, kind: BatchKind = 'artifact'): boolean {
    const set = `UPDATE records SET reason = ? WHERE kind = ? AND request_id = ? AND ${WAITING}`;
    return this.#db.run(set, reason, kind, requestId) > 0;
  }

  /** quarantined → recorded: its cause was fixed. */
  requeue(requestId: Uint8Array, kind: BatchKind = 'artifact'): boolean {
    const set = `UPDATE records SET reason = NULL, group_max = NULL WHERE kind = ? AND request_id = ? AND reason IS NOT NULL`;
    return this.#db.run(set, kind, requestId) > 0;
  }

  /** What is set aside, the oldest first. */
  quarantined(most = -1): QuarantinedRecord[] {
    const rows = this.#db.all(
      `SELECT request_id, kind, model, epoch, reason FROM records WHERE reason IS NOT NULL ORDER BY epoch, seq LIMIT ?`,
      most,
    );
    return rows.map((row) => ({
      requestId: bytesIn(row, 'request_id'),
      kind: oneOf(row, 'kind', KINDS),
      model: textIn(row, 'model'),
      epoch: nullIn(row, 'epoch') ? undefined : bigintIn(row, 'epoch'),
      reason: textIn(row, 'reason'),
    }));
  }

  count(): Record<RecordState, number> {
    const row = this.#db.get(
      `SELECT (SELECT count(*) FROM records WHERE ${WAITING}) AS recorded,
         (SELECT coalesce(sum(count), 0) FROM batches WHERE state IN ('queued', 'in_flight')) AS batched,
         (SELECT coalesce(sum(count), 0) FROM batches WHERE state = 'committed') AS committed,
         (SELECT count(*) FROM records WHERE reason IS NOT NULL) AS quarantined`,
    );
    if (!row) throw new JournalError('torn', 'the journal counts nothing');
    const of = (column: string) => numberIn(row, column);
    const [recorded, batched] = [of('recorded'), of('batched')];
    return { recorded, batched, committed: of('committed'), quarantined: of('quarantined') };
  }
}

function recordOf(row: Row): JournalRecord {
  return {
    kind: oneOf(row, 'kind', KINDS),
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
    state: stateOf(row),
    batch: nullIn(row, 'op') ? undefined : { op: textIn(row, 'op'), index: numberIn(row, 'batch_index') },
    committed: nullIn(row, 'batch_id')
      ? undefined
      : { epoch: bigintIn(row, 'commit_epoch'), batchId: bigintIn(row, 'batch_id') },
    reason: nullIn(row, 'reason') ? undefined : textIn(row, 'reason'),
  };
}

function stateOf(row: Row): RecordState {
  if (!nullIn(row, 'reason')) return 'quarantined';
  if (nullIn(row, 'op')) return 'recorded';
  return nullIn(row, 'batch_id') ? 'batched' : 'committed';
}
