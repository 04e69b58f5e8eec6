import { Journal } from '@pacer/journal';
import { type CommittedBatch, type HostEvidence } from './audit.js';
import { type BulkHost } from './bulk-host.js';
import { type BulkNetwork } from './bulk-network.js';
import { EPOCH } from './duty-source.js';
import { readNamed } from './named.js';
import { type WorkFeed } from './work-feed.js';

/** Everything about a Host that the audit compares: the chain by the witness, the journal from its file, what was set aside by `status`. */
export async function evidenceOf(network: BulkNetwork, feed: WorkFeed, host: BulkHost): Promise<HostEvidence> {
  const { query, height } = await network.witness.latest();
  const address = host.node.address;
  const headers = (await query.inference.allHeaders({ epoch: EPOCH }, height)).filter((one) => one.host === address);
  const { results } = await query.validation.allResults({ epoch: EPOCH, host: address }, height);
  const { duties = [], poisoned = [] } = feed.works[host.place] ?? {};
  const journal = Journal.open(host.journal);
  try {
    return {
      host: address,
      records: Array.from({ length: host.records }, (_, number) => {
        return { leaf: host.series.leaf(number), poison: host.series.poison(number) };
      }),
      batches: headers.map(({ id, count, root, totalTokens, totalFee }): CommittedBatch => {
        const op = journal.batches.onChain(EPOCH, id)?.op;
        const kept = op === undefined ? undefined : journal.batches.leaves(op);
        return { id, epoch: EPOCH, count, root, totalTokens, totalFee, kept };
      }),
      duties,
      poisonedResults: poisoned,
      results: results.map(({ batch, index }) => ({ epoch: EPOCH, batchId: batch, index })),
      tally: network.tally.of(address),
      named: await readNamed(host),
    };
  } finally {
    journal.close();
  }
}
