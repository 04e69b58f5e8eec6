import { actOnBatches, type BatchAction } from './act-on-batches.js';
import { actOnResults } from './act-on-results.js';
import type { SubmitterAction } from './facts.js';
import { prune } from './prune.js';
import type { Workshop } from './workshop.js';

/**
 * Does one action. Every durable step comes before the one that depends on it — the batch and its records before the intent,
 * the intent before the signature — so that a crash anywhere leaves something that the next plan carries on.
 */
export function act(work: Workshop, action: SubmitterAction, signal?: AbortSignal): Promise<void> {
  if (action.kind === 'prune') return prune(work, action.before, signal);
  return isOfBatches(action) ? actOnBatches(work, action, signal) : actOnResults(work, action, signal);
}

function isOfBatches(action: SubmitterAction): action is BatchAction {
  return action.kind.endsWith('-batch');
}
