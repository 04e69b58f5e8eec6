import type { Verdict } from '@pacer/proto/validation/v1';
import type { PvssRound } from '@pacer/crypto/pvss';
import type { Rules } from './rules.js';

/** A Host's part in the beacon of an epoch; heights are 0 while it has none. */
export interface PartState {
  dealt: number;
  dealing: Uint8Array | undefined;
  opened: number;
  opening: Uint8Array | undefined;
  /** heights of dealings that were in a block, right or wrong */
  attempts: number[];
}

export interface HeaderState {
  id: number;
  host: string;
  height: number;
  count: number;
  root: Uint8Array;
  totalTokens: bigint;
  totalFee: bigint;
}

export interface ResultState {
  batch: bigint;
  index: number;
  verdict: Verdict;
  height: number;
}

/**
 * Everything of an epoch. Each change carries the height of its block, so that the state at any height can be told from the
 * latest: a change is seen at its height and above.
 */
export interface EpochState {
  readonly epoch: number;
  readonly start: number;
  readonly cutoff: number;
  readonly tail: number;
  readonly dealOpen: number;
  readonly dealClose: number;
  readonly beacon: Uint8Array;
  readonly blockHash: Uint8Array;
  readonly round: PvssRound;
  closeHeight: number;
  beaconHeight: number;
  nextStart: number;
  settledHeight: number;
  readonly parts: Map<string, PartState>;
  /** by Host: height of the claim */
  readonly claims: Map<string, number>;
  readonly results: Map<string, ResultState[]>;
}

export function beginEpoch(
  rules: Rules,
  at: {
    epoch: number;
    start: number;
    beacon: Uint8Array;
    blockHash: Uint8Array;
    round: PvssRound;
    hosts: readonly string[];
  },
): EpochState {
  const { epoch, start, beacon, blockHash, round, hosts } = at;
  const cutoff = start + rules.epochLength - rules.sprintSpan;
  const part = (): PartState => ({ dealt: 0, dealing: undefined, opened: 0, opening: undefined, attempts: [] });
  return {
    ...{ epoch, start, cutoff, tail: cutoff - rules.tail, beacon, blockHash, round },
    ...{ dealOpen: start + rules.dealOpen, dealClose: start + rules.dealClose },
    ...{ closeHeight: 0, beaconHeight: 0, nextStart: 0, settledHeight: 0 },
    parts: new Map(hosts.map((host) => [host, part()])),
    ...{ claims: new Map<string, number>(), results: new Map<string, ResultState[]>() },
  };
}

/** A height as it is seen at another: 0 before it. */
export function seen(height: number, at: number): number {
  return height > 0 && height <= at ? height : 0;
}

/** First height at which openings are accepted; 0 while dealings are not closed. */
export function openFrom({ closeHeight, cutoff }: EpochState, at: number): number {
  const close = seen(closeHeight, at);
  return close === 0 ? 0 : Math.max(cutoff, close + 1);
}
