import type { EpochStatus } from '@pacer/client';
import type { ClaimWindow } from './facts.js';

/** What is known of an epoch from its start on. */
export interface EpochBounds {
  epoch: bigint;
  start: bigint;
  cutoff: bigint;
  /** L, blocks */
  epochLength: bigint;
}

/**
 * When the reward of an epoch can be claimed, as the chain shows it in that epoch or in the next (§9): from its cutoff until
 * S_{N+2}, which is estimated as (S_{N+1} if known, else S_N + L) + L until the beacon that fixes it is known. Epochs stretch
 * and never shrink, so that an estimate can only be too early.
 */
export function claimWindow({ epoch, start, cutoff, epochLength }: EpochBounds, status: EpochStatus): ClaimWindow {
  const { schedule } = status;
  if (epoch === status.epoch) {
    const next = schedule.nextStart > 0n ? schedule.nextStart : start + epochLength;
    return { from: cutoff, end: next + epochLength, exact: false };
  }
  if (schedule.nextStart > 0n) return { from: cutoff, end: schedule.nextStart, exact: true };
  return { from: cutoff, end: schedule.start + status.params.epochLength, exact: false };
}
