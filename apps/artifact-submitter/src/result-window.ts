import type { ItemKey } from '@pacer/journal';
import type { SubmitterAction } from './facts.js';

/** Epochs, counted from their own, in which results are accepted (§7: in N and N+1). */
const WINDOW = 2n;

/** Whether results of an epoch are no longer accepted. @param current N */
export function isClosed(epoch: bigint, current: bigint): boolean {
  return current >= epoch + WINDOW;
}

/** Sets items aside whose window is over, once two nodes say so. */
export function closed(items: readonly ItemKey[]): SubmitterAction {
  const epoch = items.reduce((latest, item) => (item.epoch > latest ? item.epoch : latest), 0n) + WINDOW;
  const reason = 'results of this epoch are no longer accepted';
  return { kind: 'quarantine-results', items, reason, by: { kind: 'over', epoch } };
}

/** The place of a result, and nothing else of it. */
export function keyOf({ epoch, batchId, index }: ItemKey): ItemKey {
  return { epoch, batchId, index };
}
