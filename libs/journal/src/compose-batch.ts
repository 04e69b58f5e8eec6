import { hex, type SumLeaf, SumTree } from '@pacer/crypto';
import type { Batch } from './batches.js';
import type { BatchKind } from './batch-kind.js';
import type { Journal } from './journal.js';
import { JournalError } from './journal-error.js';

/** Records in a batch at most (protocol §6). */
export const MAX_BATCH_COUNT = 8_192;
const TRIES = 5;

export interface ComposeBatch {
  /** The epoch that the chain will take it for: from cutoff − tail on, the next one (protocol §6). */
  readonly epoch: bigint;
  readonly kind: BatchKind;
  readonly model: string;
  readonly nowMs: number;
  readonly maxCount?: number;
  /** Why a record can't be in any batch; undefined if it can. Such a record is quarantined, and the batch made of the others. */
  readonly check?: (leaf: SumLeaf) => string | undefined;
}

/**
 * Makes a batch of a model's waiting records, the oldest first, keys in strictly increasing order, and fixes it durably
 * before anything is sent. The tree is hashed outside the write lock; if another program was faster, it starts over.
 * @returns undefined if nothing waits
 */
export function composeBatch(journal: Journal, request: ComposeBatch): Batch | undefined {
  const { epoch, kind, model, nowMs, maxCount = MAX_BATCH_COUNT } = request;
  for (let tried = 0; tried < TRIES; tried++) {
    const leaves = goodLeaves(journal, request, Math.min(maxCount, MAX_BATCH_COUNT));
    if (leaves.length === 0) return undefined;
    const { root, totalTokens, totalFee } = SumTree.build(leaves);
    const op = operationKey(journal, request, root);
    const requestIds = leaves.map(({ key }) => key);
    const fixed = journal.batches.fix({
      op,
      epoch,
      kind,
      model,
      root,
      totalTokens,
      totalFee,
      requestIds,
      createdMs: nowMs,
    });
    if (fixed) return journal.batches.get(op);
  }
  throw new JournalError('busy', `other programs took the waiting records of ${model} ${TRIES} times`);
}

/** Waiting leaves that pass the check; those that don't are quarantined first, so that they never come back. */
function goodLeaves(journal: Journal, { kind, model, check }: ComposeBatch, most: number): SumLeaf[] {
  for (;;) {
    const leaves = journal.batches.waitingLeaves(kind, model, most);
    const refused = leaves.flatMap(({ key, ...rest }) => {
      const reason = check?.({ key, ...rest });
      return reason === undefined ? [] : [{ key, reason }];
    });
    if (refused.length === 0) return leaves;
    journal.transaction(() => {
      for (const { key, reason } of refused) journal.records.quarantine(key, reason, kind);
    });
    if (refused.length < leaves.length) {
      const names = new Set(refused.map(({ key }) => hex(key)));
      return leaves.filter(({ key }) => !names.has(hex(key)));
    }
  }
}

/**
 * `batch/<epoch>/<kind>/<model>/<first 8 bytes of the root>`: other records or another epoch give another key, also
 * after the journal was lost. The same records again in the same epoch, after a failure, get .2, .3, …
 */
function operationKey(journal: Journal, { epoch, kind, model }: ComposeBatch, root: Uint8Array): string {
  const base = `batch/${epoch}/${kind}/${model}/${hex(root.subarray(0, 8))}`;
  let op = base;
  for (let again = 2; journal.batches.get(op) !== undefined; again++) op = `${base}.${again}`;
  return op;
}
