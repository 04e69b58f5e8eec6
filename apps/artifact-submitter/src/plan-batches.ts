import type { NextSlot } from '@pacer/client';
import type { Facts, OpenBatch, SubmitterAction } from './facts.js';
import { laneOf } from './lane.js';
import { isForgotten } from './own-headers.js';
import { nextAttempt } from './pause.js';
import { remedyOfBatch } from './refusals.js';

/** Blocks that a batch should have left to get into before the epoch that it must carry changes. */
const ROOM = 2n;

/**
 * What is to be done about batches (§6). Pure. One batch of a lane that no node shows is open at a time, and only when the chain takes one:
 * a second one would be refused as too early, and its fee lost.
 */
export function planBatches(facts: Facts): SubmitterAction[] {
  const actions: SubmitterAction[] = [];
  const busy = new Set<string>();
  for (const batch of facts.batches) {
    // What became of it cannot be known any more: its records stay where they are, and the lane goes on.
    if (batch.onChain === undefined && isForgotten(batch.epoch, facts.epoch) && !isNowhere(batch)) continue;
    const lane = laneOf(batch);
    const isFirst = !busy.has(lane);
    // One that a node shows may have to wait for a second witness; the chain's next slot counts with it, and the lane goes on.
    if (batch.onChain === undefined) busy.add(lane);
    const action = planBatch(batch, facts, isFirst);
    if (action) actions.push(action);
  }
  for (const { kind, model, count } of facts.waiting) {
    const lane = laneOf({ kind, model });
    const slot = facts.slots.get(lane);
    const maxFee = facts.maxFees.get(model);
    if (count === 0 || busy.has(lane) || !facts.served.has(model) || !slot || maxFee === undefined) continue;
    if (!isOpen(slot, facts.height)) continue;
    const most = facts.maxBatchCount;
    actions.push({ kind: 'compose-batch', of: kind, model, epoch: slot.epoch, most, maxFee });
  }
  return actions;
}

function planBatch(batch: OpenBatch, facts: Facts, isFirst: boolean): SubmitterAction | undefined {
  const { op, latest } = batch;
  if (batch.onChain !== undefined) return { kind: 'confirm-batch', op, id: batch.onChain };
  const next = nextAttempt(latest, facts.nowMs, remedyOfBatch);
  if (next.kind === 'refused' && next.remedy !== 'next-epoch') {
    const split = next.remedy === 'split';
    return { kind: 'fail-batch', op, reason: split ? `${next.name}: ${next.what}` : next.name, split };
  }
  const slot = facts.slots.get(laneOf(batch));
  if (!slot) return undefined;
  if (slot.epoch !== batch.epoch && isNowhere(batch)) {
    const reason = `records count for epoch ${slot.epoch} now, the batch is of epoch ${batch.epoch}`;
    return { kind: 'fail-batch', op, reason, split: false };
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
