import type { ClaimWindow } from './facts.js';

/** Shares of the window, in percent, at which a claim is made in any case (§9). */
const MILESTONES = [50n, 80n, 95n];
/** Blocks at the end of the window in which a claim is made every second block. */
const LAST_BLOCKS = 20n;
const LEAST_PAUSE = 2n;

/** Blocks between two claims that were refused: 30 minutes of an epoch of a day (§9), `max(2, ⌊L/48⌋)`. */
export function pauseBlocks(epochLength: bigint): bigint {
  const pause = epochLength / 48n;
  return pause > LEAST_PAUSE ? pause : LEAST_PAUSE;
}

/**
 * Height from which the next claim is due after one that was refused: after the pause, at the next of 50, 80 and 95 % of the
 * window, or, in its last 20 blocks, after two blocks; whichever comes first. After an estimated end that was too early — a
 * stretched epoch — the pause alone counts.
 * @param refused height of the block that holds the refused claim
 */
export function nextClaimHeight(refused: bigint, window: ClaimWindow, epochLength: bigint): bigint {
  const due = [refused + pauseBlocks(epochLength)];
  const span = window.end - window.from;
  for (const percent of MILESTONES) {
    const milestone = window.from + (span * percent) / 100n;
    if (milestone > refused) due.push(milestone);
  }
  const stretch = window.end - LAST_BLOCKS;
  const soon = refused + LEAST_PAUSE > stretch ? refused + LEAST_PAUSE : stretch;
  if (soon < window.end) due.push(soon);
  return due.reduce((first, height) => (height < first ? height : first));
}

/**
 * Most claims that can be refused between two heights by the cadence alone.
 * @returns an upper bound
 */
export function mostClaims(from: bigint, to: bigint, epochLength: bigint): bigint {
  return (to - from) / pauseBlocks(epochLength) + BigInt(MILESTONES.length) + LAST_BLOCKS / LEAST_PAUSE + 2n;
}
