import { type PacerQuery } from '@pacer/client';
import { type BeaconOutcome, readBeacon } from './beacon-outcome.js';

/** What an epoch came to, once it is over: everything from the chain's queries at the first height of the next one. */
export interface EpochOutcome extends BeaconOutcome {
  /** S_N and S_{N+1}. */
  readonly start: bigint;
  readonly next: bigint;
  /** What was settled, claimed and burned unclaimed from S_N to S_{N+1}, in the fee denomination. */
  readonly settled: bigint;
  readonly claimed: bigint;
  readonly burned: bigint;
}

/** @throws Error if the epoch after it has not begun, or is pruned */
export async function readEpochOutcome(query: PacerQuery, epoch: bigint): Promise<EpochOutcome> {
  const { start } = (await query.epoch.schedule(epoch)).schedule;
  const next = (await query.epoch.schedule(epoch + 1n)).schedule.start;
  const [beacon, before, after] = await Promise.all([
    readBeacon(query, epoch, next),
    query.reward.totals(start),
    query.reward.totals(next),
  ]);
  if (!beacon) throw new Error(`the round of epoch ${epoch} is not known at height ${next}`);
  return {
    ...{ ...beacon, start, next },
    settled: after.minted + after.forfeited - before.minted - before.forfeited,
    claimed: after.paid + after.held - before.paid - before.held,
    burned: after.burnedUnclaimed - before.burnedUnclaimed,
  };
}
