import { setTimeout as sleep } from 'node:timers/promises';
import { type DealStatus, type EpochStatus, type PacerQuery } from '@pacer/client';
import { type EpochOutcome, readEpochOutcome } from './epoch-outcome.js';

/** Without a block for so long the network stands still. */
const STILL_MS = 30_000;
const PAUSE_MS = 250;

/**
 * Waits until an epoch is over.
 * @throws Error in one sentence when blocks stop for 30 s, or when half a length after its end the next beacon is not known
 */
export async function epochEnd(query: PacerQuery, epoch: bigint, signal?: AbortSignal): Promise<EpochOutcome> {
  let height = 0n;
  let since = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const status = await query.epoch.status().catch(() => undefined);
    if (status && status.height > height) {
      height = status.height;
      since = performance.now();
      if (status.epoch > epoch) return readEpochOutcome(query, epoch);
      if (isStuck(status)) throw new Error(stuckText(status, await query.sprint.dealStatus(epoch)));
    } else if (performance.now() - since > STILL_MS) {
      throw new Error(
        `epoch ${epoch} does not end: there was no block for ${STILL_MS / 1000} s after height ${height}`,
      );
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

/** A late beacon stretches an epoch (§2); what is late by half an epoch on a network of one machine does not come by itself. */
export function isStuck({ height, schedule, params }: EpochStatus): boolean {
  return schedule.nextStart === 0n && height >= schedule.start + (params.epochLength * 3n) / 2n;
}

/** Why an epoch does not end, from what its round lacks. */
export function stuckText(status: EpochStatus, dealing: Pick<DealStatus, 'round'> | undefined): string {
  const { epoch, height } = status;
  return `epoch ${epoch} does not end: at height ${height} ${stretchText(status, dealing)}`;
}

/** How far an epoch is stretched, and what its beacon lacks. */
export function stretchText(status: EpochStatus, dealing: Pick<DealStatus, 'round'> | undefined): string {
  const { schedule, params, height } = status;
  const over = height - (schedule.start + params.epochLength);
  const late = over >= 0n ? `it is stretched by ${over + 1n} blocks` : `it has ${-over} blocks left`;
  if (!dealing) return `${late}, and its round is not known`;
  const { slots, threshold, holders, dealers, dealtSlots, closeHeight, openers, openSlots } = dealing.round;
  const lacks =
    closeHeight === 0n
      ? `${dealers} of ${holders} Hosts have dealt, with ${dealtSlots} of ${slots} slots`
      : `${openers} of ${holders} Hosts have opened, with ${openSlots} of ${slots} slots`;
  return `${late}: ${lacks}, and the beacon takes ${threshold}`;
}
