import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { type ChainTx } from './chain-watch.js';

/** What the blocks say about the records of one Host. */
export interface BatchAudit {
  /** Batches with code 0, and the records in them. */
  readonly batches: number;
  readonly records: number;
  /** Batches with the same root as an earlier one. */
  readonly repeated: number;
}

/** Counts the batches of a Host. */
export function auditBatches(host: string, txs: readonly ChainTx[]): BatchAudit {
  const own = txs
    .filter(({ code }) => code === 0)
    .flatMap(({ messages }) => messages)
    .filter(({ typeUrl }) => typeUrl === `/${MsgCommitBatch.$type}`)
    .map(({ value }) => MsgCommitBatch.decode(value))
    .filter((batch) => batch.host === host);
  const roots = new Set(own.map(({ root }) => Buffer.from(root).toString('hex')));
  const records = own.reduce((sum, { count }) => sum + count, 0);
  return { batches: own.length, records, repeated: own.length - roots.size };
}
