import type { NextSlot } from '@pacer/client';
import type { Facts, OpenBatch, SubmitterAction } from './facts.js';
import { isForgotten } from './own-headers.js';
import { nextAttempt } from './pause.js';

/** WRONG_EPOCH and INVALID_COUNT: the batch is wrong, its records are not (§6: the retry is a new operation key). */
const RECOMPOSE = ['inference/3', 'inference/6'];
/** Blocks that a batch should have left to get into before the epoch that it must carry changes. */
const ROOM = 2n;

/**
 * What is to be done about batches (§6). Pure. One batch of a model that no node shows is open at a time, and only when the chain takes one:
 * a second one would be refused as too early, and its fee lost.
 */
export function planBatches(facts: Facts): SubmitterAction[] {
  const actions: SubmitterAction[] = [];
  const busy = new Set<string>();
  for (const batch of facts.batches) {
    // What became of it cannot be known any more: its records stay where they are, and the model goes on.
    if (batch.onChain === undefined && isForgotten(batch.epoch, facts.epoch) && !isNowhere(batch)) continue;
    const isFirst = !busy.has(batch.model);
    // One that a node shows may have to wait for a second witness; the chain's next slot counts with it, and the model goes on.
    if (batch.onChain === undefined) busy.add(batch.model);
    const action = planBatch(batch, facts, isFirst);
    if (action) actions.push(action);
  }
  for (const { model, count } of facts.waiting) {
    if (count === 0 || busy.has(model) || !facts.served.has(model)) continue;
    const slot = facts.slots.get(model);
    if (slot && isOpen(slot, facts.height)) {
      actions.push({ kind: 'compose-batch', model, epoch: slot.epoch, most: facts.maxBatchCount });
    }
  }
  return actions;
}

function planBatch(batch: OpenBatch, facts: Facts, isFirst: boolean): SubmitterAction | undefined {
  const { op, latest } = batch;
  if (batch.onChain !== undefined) return { kind: 'confirm-batch', op, id: batch.onChain };
  const next = nextAttempt(latest, facts.nowMs, RECOMPOSE);
  if (next.kind === 'refused' && !next.hopeless) return { kind: 'fail-batch', op, reason: next.name };
  const slot = facts.slots.get(batch.model);
  if (!slot) return undefined;
  if (slot.epoch !== batch.epoch && isNowhere(batch)) {
    const reason = `records count for epoch ${slot.epoch} now, the batch is of epoch ${batch.epoch}`;
    return { kind: 'fail-batch', op, reason };
  }
  if (next.kind !== 'go' || !isFirst || slot.epoch !== batch.epoch || !isOpen(slot, facts.height)) return undefined;
  return { kind: 'commit-batch', op, attempt: next.attempt };
}

/** Whether nothing of it can be on chain, now or later: nothing was intended yet, or the latest attempt is proven to have failed. */
function isNowhere({ latest }: OpenBatch): boolean {
  return latest === undefined || latest.outcome?.kind === 'failed' || latest.outcome?.kind === 'dead';
}

/** Whether the next block takes a batch of the slot's epoch, and the one after it too. */
function isOpen({ height, until }: NextSlot, now: bigint): boolean {
  return height <= now + 1n && (until === 0n || now + ROOM < until);
}
