import { type EpochOutcome } from './epoch-outcome.js';

/** An epoch of the local preset in which everything went as planned. */
export function outcome(change: Partial<EpochOutcome> = {}): EpochOutcome {
  return {
    ...{ epoch: 0n, start: 1n, next: 91n, slots: 64, holders: 4, threshold: 33, dealers: 4, dealtSlots: 64 },
    ...{ closeHeight: 51n, extended: false, openers: 4, openSlots: 64, firstOpening: 73n, lastOpening: 74n },
    ...{ beaconHeight: 74n, beacon: 'ab'.repeat(32), deltaPpm: 0n, secretBelowPpm: 515_625, opensFromPpm: 515_625 },
    ...{ absent: [], settled: 100_000_000_000n, claimed: 75_000_000_000n, burned: 0n },
    ...change,
  };
}
