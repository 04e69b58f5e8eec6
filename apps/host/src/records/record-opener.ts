import { SumTree } from '@pacer/crypto';
import type { Batch, Journal } from '@pacer/journal';
import type { OpenedRecord } from './opened-record.js';

/** Trees kept in memory: a validator asks for several records of one batch in a row. */
const KEPT_TREES = 4;

/** What an owner answers about one place of a batch. */
export type Opening =
  | { readonly kind: 'opened'; readonly record: OpenedRecord }
  /** no batch of ours has this id: not committed yet, or never */
  | { readonly kind: 'no-batch' }
  /** the batch is shorter */
  | { readonly kind: 'no-index'; readonly count: number };

/** Opens this Host's committed records from the composition of their batches in the work journal. */
export class RecordOpener {
  readonly #journal: Journal;
  readonly #trees = new Map<string, SumTree>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  open(epoch: bigint, batchId: bigint, index: number): Opening {
    const batch = this.#journal.batches.onChain(epoch, batchId);
    if (!batch) return { kind: 'no-batch' };
    const record = this.#journal.records.at(epoch, batchId, index);
    if (!record) return { kind: 'no-index', count: batch.count };
    const { requestId: key, tokens, fee, leafValue: value, model, body, response, artifact } = record;
    const path = this.#tree(batch).path(index);
    return {
      kind: 'opened',
      record: {
        epoch,
        batch: batchId,
        index,
        model,
        leaf: { key, tokens, fee, value },
        path,
        body,
        response,
        artifact,
      },
    };
  }

  #tree({ op }: Batch): SumTree {
    const kept = this.#trees.get(op);
    if (kept) {
      // To the end: the first one is the one unused for longest.
      this.#trees.delete(op);
      this.#trees.set(op, kept);
      return kept;
    }
    const tree = SumTree.build(this.#journal.batches.leaves(op));
    this.#trees.set(op, tree);
    const [oldest] = this.#trees.keys();
    if (this.#trees.size > KEPT_TREES && oldest !== undefined) this.#trees.delete(oldest);
    return tree;
  }
}
