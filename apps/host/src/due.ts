import { openPool } from '@pacer/agent';
import { drawDuties, type Duty, missingDuties, readDutyFacts } from '@pacer/client';
import { Journal } from '@pacer/journal';
import type { HostConfig } from './config.js';
import { isClaimable } from './validation/epoch-duties.js';

/** What is drawn by now and has no result, neither on chain nor in the work journal. */
export interface Due {
  readonly epoch: bigint;
  readonly height: bigint;
  readonly drawn: number;
  readonly missing: readonly Duty[];
}

/** Draws the duties of each epoch that can be claimed, from the chain at one height; changes nothing. */
export async function readDue({ host, chainId, workJournal, rpc }: HostConfig): Promise<Due[]> {
  const journal = Journal.open(workJournal);
  const pool = openPool({ rpc, chainId });
  try {
    const { query, height, status } = await pool.latest();
    const epochs = journal.sigmas.epochs().filter((epoch) => epoch <= status.epoch && isClaimable(epoch, status.epoch));
    const due: Due[] = [];
    for (const epoch of epochs) {
      const sigma = journal.sigmas.get(epoch);
      if (!sigma) continue;
      const drawn = drawDuties(await readDutyFacts(query, height, { chainId, epoch, host, sigma }));
      const { results } = await query.validation.allResults({ epoch, host }, height);
      const missing = missingDuties(drawn, results).filter(
        ({ batch, index }) => !journal.results.get({ epoch, batchId: batch, index }),
      );
      due.push({ epoch, height, drawn: drawn.length, missing });
    }
    return due;
  } finally {
    pool.close();
    journal.close();
  }
}

/** For people. */
export function dueText(due: readonly Due[]): string {
  if (due.length === 0) return 'nothing to re-execute: no σ of an epoch that can be claimed is in the work journal\n';
  return due
    .flatMap(({ epoch, height, drawn, missing }) => [
      `epoch ${epoch} at height ${height}: ${drawn} duties drawn, ${missing.length} to be re-executed\n`,
      ...missing.map(({ batch, index, owner, model }) => `  batch ${batch}, index ${index} of ${owner}, ${model}\n`),
    ])
    .join('');
}
