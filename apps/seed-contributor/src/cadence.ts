import type { Window } from './facts.js';

/** Shares of a window, in percent, at which what was refused is tried in any case. */
const MILESTONES = [50n, 80n, 95n] as const;
/** Blocks at the end of a window in which what was refused is tried every second block. */
const LAST_BLOCKS = 20n;
const LEAST_PAUSE = 2n;

/** Blocks between two attempts that were refused: `max(2, ⌊window/48⌋)`, as a claim's half hours in its day. */
export function pauseBlocks({ from, end }: Window): bigint {
  const pause = (end - from) / 48n;
  return pause > LEAST_PAUSE ? pause : LEAST_PAUSE;
}

/**
 * Height from which the next attempt is due after one that a block refused for something that may have been fixed since:
 * after the pause, at the next of 50, 80 and 95 % of the window, or, in its last 20 blocks, after two; whichever comes first.
 * Past an end that was an estimate, or was put off, the pause alone counts.
 * @param refused height of the block that holds the refused attempt
 */
export function nextTryHeight(refused: bigint, window: Window): bigint {
  const due = [refused + pauseBlocks(window)];
  for (const percent of MILESTONES) {
    const milestone = window.from + ((window.end - window.from) * percent) / 100n;
    if (milestone > refused) due.push(milestone);
  }
  const stretch = window.end - LAST_BLOCKS;
  const soon = refused + LEAST_PAUSE > stretch ? refused + LEAST_PAUSE : stretch;
  if (soon < window.end) due.push(soon);
  return due.reduce((first, height) => (height < first ? height : first));
}
