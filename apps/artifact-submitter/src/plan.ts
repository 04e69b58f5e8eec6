import type { Facts, SubmitterAction } from './facts.js';
import { planBatches } from './plan-batches.js';
import { planResults } from './plan-results.js';

/**
 * A Host keeps what belongs to epoch E until S_{E+3} (§7): in N everything of epochs before N − 2 may go.
 */
const KEPT = 2n;

/** What is true now → what is to be done now. Pure; never relies on an event that could be missed (§9). */
export function plan(facts: Facts): SubmitterAction[] {
  return [...planBatches(facts), ...planResults(facts), ...planPruning(facts)];
}

function planPruning({ epoch, prunedBefore }: Facts): SubmitterAction[] {
  const before = epoch - KEPT;
  return before > 0n && (prunedBefore === undefined || prunedBefore < before) ? [{ kind: 'prune', before }] : [];
}
