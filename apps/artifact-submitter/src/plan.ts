import type { Facts, SubmitterAction } from './facts.js';
import { planBatches } from './plan-batches.js';
import { planResults } from './plan-results.js';

/** What is true now → what is to be done now. Pure; never relies on an event that could be missed (§9). */
export function plan(facts: Facts): SubmitterAction[] {
  return [...planBatches(facts), ...planResults(facts)];
}
