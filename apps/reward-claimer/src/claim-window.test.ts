import { describe, expect, test } from '@jest/globals';
import type { EpochStatus } from '@pacer/client';
import { claimWindow } from './claim-window.js';

const zero = { epoch: 0n, start: 1n, cutoff: 73n, epochLength: 90n };

/** The chain in an epoch that began at `start`; `next` is S of the one after it, 0 while its beacon is not known. */
function inEpoch(epoch: bigint, start: bigint, next = 0n, epochLength = 90n): EpochStatus {
  return { epoch, schedule: { start, nextStart: next }, params: { epochLength } } as EpochStatus;
}

describe('the window of a claim', () => {
  test('ends two lengths after the start, by the first estimate', () => {
    expect(claimWindow(zero, inEpoch(0n, 1n))).toEqual({ from: 73n, end: 181n, exact: false });
  });

  test('ends a length after the next start, once its beacon is known', () => {
    expect(claimWindow(zero, inEpoch(0n, 1n, 211n))).toEqual({ from: 73n, end: 301n, exact: false });
  });

  test('is estimated in the next epoch by that one’s start and length', () => {
    expect(claimWindow(zero, inEpoch(1n, 211n, 0n, 60n))).toEqual({ from: 73n, end: 271n, exact: false });
  });

  test('is known once the beacon of the second epoch after it is', () => {
    expect(claimWindow(zero, inEpoch(1n, 211n, 340n))).toEqual({ from: 73n, end: 340n, exact: true });
  });
});
