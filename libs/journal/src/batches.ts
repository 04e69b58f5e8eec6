import { compare, type SumLeaf } from '@pacer/crypto';
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

/** queued → in_flight (something was sent) → committed | failed (final: proven not on chain). */
export type BatchState = 'queued' | 'in_flight' | 'committed' | 'failed';
const STATES: readonly BatchState[] = ['queued', 'in_flight', 'committed', 'failed'];

/** What MsgCommitBatch says, and which records it says it about. */
export interface NewBatch {
  /** Operation key: unique for ever, the identity of the transaction (architecture, "exactly once"). */
  readonly op: string;
  readonly epoch: bigint;
  readonly kind: BatchKind;
  readonly model: string;
  readonly root: Uint8Array;
  readonly totalTokens: bigint;
  readonly totalFee: bigint;
  /** In strictly increasing key order: the order of the leaves. */
  readonly requestIds: readonly Uint8Array[];
  readonly createdMs: number;
}

export interface Batch extends NewBatch {
  readonly count: number;
  readonly state: BatchState;
  /** Why it failed. */
  readonly reason?: string | undefined;
  /** Its u64 index in the epoch, once it is on chain. */
  readonly batchId?: bigint | undefined;
}

/** The table `batches`, and the states of the records in them. */
export class Batches {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Fixes a batch and its records durably, before anything is sent. Use composeBatch.
   * @returns false, and nothing is changed, if one of the records is no longer waiting or the operation key is taken
   */
  fix(batch: NewBatch): boolean {
    const taken = new Error('taken');
    try {
      this.#db.transaction(() => {
        const seq = this.#insert(batch);
        if (seq === undefined) throw taken;
        const { kind, model } = batch;
        for (const [index, requestId] of batch.requestIds.entries()) {
          const changes = this.#db.run(
            `UPDATE records SET batch = ?, batch_index = ?
             WHERE kind = ? AND request_id = ? AND batch IS NULL AND reason IS NULL AND model = ?`,
            ...[seq, index, kind, requestId, model],
          );
          if (changes === 0) throw taken;
        }
      });
      return true;
    } catch (error) {
      if (error === taken) return false;
      throw error;
    }
  }

  /** queued → in_flight: call it before the first byte is sent. */
  send(op: string): boolean {
    return this.#db.run(`UPDATE batches SET state = 'in_flight' WHERE op = ? AND state = 'queued'`, op) > 0;
  }

  /**
   * queued | in_flight → committed, and so its records: the chain shows it.
   * @throws JournalError `conflict` if it was committed under another id
   */
  commit(op: string, batchId: bigint): boolean {
    return this.#db.transaction(() => {
      const id = integer(batchId, 'batch id');
      const changes = this.#db.run(
        `UPDATE batches SET state = 'committed', batch_id = ? WHERE op = ? AND state IN ('queued', 'in_flight')`,
        id,
        op,
      );
      if (changes === 0) {
        const known = this.get(op)?.batchId;
        if (known === undefined || known === id) return false;
        throw new JournalError('conflict', `batch ${op} is kept as committed under ${known}, not ${id}`);
      }
      return true;
    });
  }

  /**
   * queued | in_flight → failed, for good; its records wait for another batch, which gets a new operation key.
   * @param split one of its records may be why: from now on each waits for a batch of half the size at most, so that failing
   * again and again ends with the one alone, which is quarantined with the reason
   */
  fail(op: string, reason: string, { split = false }: { split?: boolean } = {}): boolean {
    return this.#db.transaction(() => {
      const row = this.#db.get(
        `UPDATE batches SET state = 'failed', reason = ? WHERE op = ? AND state IN ('queued', 'in_flight')
         RETURNING seq, count`,
        reason,
        op,
      );
      if (!row) return false;
      const count = numberIn(row, 'count');
      const free = 'UPDATE records SET batch = NULL, batch_index = NULL';
      const of = 'WHERE batch = ?';
      const seq = bigintIn(row, 'seq');
      if (!split) this.#db.run(`${free} ${of}`, seq);
      else if (count === 1) this.#db.run(`${free}, reason = ? ${of}`, reason, seq);
      else this.#db.run(`${free}, group_max = ? ${of}`, Math.ceil(count / 2), seq);
      return true;
    });
  }

  get(op: string): Batch | undefined {
    const row = this.#db.get('SELECT * FROM batches WHERE op = ?', op);
    return row && batchOf(row);
  }

  /** Our batch by its place on chain. */
  onChain(epoch: bigint, batchId: bigint): Batch | undefined {
    const row = this.#db.get(
      'SELECT * FROM batches WHERE epoch = ? AND batch_id = ?',
      integer(epoch, 'epoch'),
      integer(batchId, 'batch id'),
    );
    return row && batchOf(row);
  }

  /** Oldest first. */
  inState(state: BatchState): Batch[] {
    return this.#db.all('SELECT * FROM batches WHERE state = ? ORDER BY created_ms, seq', state).map(batchOf);
  }

  /** The leaves of a queued, sent or committed batch in key order: SumTree.build(leaves) gives root and paths. */
  leaves(op: string): SumLeaf[] {
    const rows = this.#db.all(
      `SELECT request_id, tokens, fee, leaf_value FROM records
       WHERE batch = (SELECT seq FROM batches WHERE op = ?) ORDER BY batch_index`,
      op,
    );
    return rows.map(leafOf);
  }

  /**
   * Up to `most` waiting records of a kind and model as leaves in key order: the oldest, but those that are held to small
   * groups first, in a group of the least size that any of them is held to.
   */
  waitingLeaves(kind: BatchKind, model: string, most: number): SumLeaf[] {
    const columns = 'request_id, tokens, fee, leaf_value';
    const waiting = 'kind = ? AND model = ? AND batch IS NULL AND reason IS NULL';
    const limited = this.#db.get(
      `SELECT min(group_max) AS least FROM records WHERE ${waiting} AND group_max IS NOT NULL`,
      ...[kind, model],
    );
    const least = !limited || nullIn(limited, 'least') ? undefined : numberIn(limited, 'least');
    const rows =
      least === undefined
        ? this.#db.all(`SELECT ${columns} FROM records WHERE ${waiting} ORDER BY seq LIMIT ?`, kind, model, most)
        : this.#db.all(
            `SELECT ${columns} FROM records WHERE ${waiting} AND group_max = ? ORDER BY seq LIMIT ?`,
            ...[kind, model, least, Math.min(most, least)],
          );
    return rows.map(leafOf).sort((a, b) => compare(a.key, b.key));
  }

  /** @returns its number in this journal; undefined if the operation key is taken */
  #insert(batch: NewBatch): bigint | undefined {
    const row = this.#db.get(
      `INSERT INTO batches (op, epoch, kind, model, count, root, total_tokens, total_fee, request_ids, created_ms, state)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued') ON CONFLICT (op) DO NOTHING RETURNING seq`,
      batch.op,
      integer(batch.epoch, 'epoch'),
      batch.kind,
      batch.model,
      batch.requestIds.length,
      fixedBytes(batch.root, 32, 'a root'),
      integer(batch.totalTokens, 'total tokens'),
      integer(batch.totalFee, 'total fee'),
      Buffer.concat(batch.requestIds),
      integer(batch.createdMs, 'createdMs'),
    );
    return row && bigintIn(row, 'seq');
  }
}

function leafOf(row: Row): SumLeaf {
  return {
    key: bytesIn(row, 'request_id'),
    tokens: bigintIn(row, 'tokens'),
    fee: bigintIn(row, 'fee'),
    value: bytesIn(row, 'leaf_value'),
  };
}

function batchOf(row: Row): Batch {
  const count = numberIn(row, 'count');
  const ids = bytesIn(row, 'request_ids');
  return {
    op: textIn(row, 'op'),
    epoch: bigintIn(row, 'epoch'),
    kind: oneOf(row, 'kind', KINDS),
    model: textIn(row, 'model'),
    count,
    root: bytesIn(row, 'root'),
    totalTokens: bigintIn(row, 'total_tokens'),
    totalFee: bigintIn(row, 'total_fee'),
    requestIds: Array.from({ length: count }, (_, i) => ids.slice(32 * i, 32 * i + 32)),
    createdMs: numberIn(row, 'created_ms'),
    state: oneOf(row, 'state', STATES),
    reason: nullIn(row, 'reason') ? undefined : textIn(row, 'reason'),
    batchId: nullIn(row, 'batch_id') ? undefined : bigintIn(row, 'batch_id'),
  };
}
