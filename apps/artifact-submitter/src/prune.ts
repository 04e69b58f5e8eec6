import type { Pruned } from '@pacer/journal';
import { overTestimony } from './witness.js';
import type { Workshop } from './workshop.js';

/** Steps in one pass: more wait for the next one, which has other things to do first. */
const STEPS = 20;
/** Between two steps, so that the Host's program gets at the journal. */
const PAUSE_MS = 5;
/** What belongs to an epoch is kept until the start of the third one after it (§7). */
const KEPT = 2n;

/**
 * Deletes what is final and of epochs before one, in short steps, and says when nothing of it is left. What a Host must keep
 * is never deleted on the word of one node.
 */
export async function prune(work: Workshop, before: bigint, signal?: AbortSignal): Promise<void> {
  const { journal, pool, clock, log } = work;
  if (!(await overTestimony(pool, before + KEPT)).proven) return;
  let total: Pruned = { records: 0, batches: 0, results: 0, duties: 0, sigmas: 0 };
  let isDone = false;
  for (let step = 0; step < STEPS && !isDone; step++) {
    if (step > 0) await clock.sleep(PAUSE_MS, signal);
    signal?.throwIfAborted();
    const pruned = journal.prune({ before });
    isDone = Object.values(pruned).every((count: number) => count === 0);
    total = sum(total, pruned);
  }
  const { records, batches, results, duties, sigmas } = total;
  if (records + batches + results + duties + sigmas > 0) {
    const what = `${records} records, ${batches} batches, ${results} results, ${duties} duties, ${sigmas} secrets`;
    log.info({ before, ...total }, `deleted from the work journal, of epochs before ${before}: ${what}`);
  }
  if (isDone) work.pruned(before);
}

function sum(a: Pruned, b: Pruned): Pruned {
  return {
    records: a.records + b.records,
    batches: a.batches + b.batches,
    results: a.results + b.results,
    duties: a.duties + b.duties,
    sigmas: a.sigmas + b.sigmas,
  };
}
