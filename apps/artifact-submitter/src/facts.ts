import type { AttemptState, Outcome } from '@pacer/agent';
import type { NextSlot } from '@pacer/client';
import type { BatchKind, ItemKey, Verdict } from '@pacer/journal';
import type { Lane } from './lane.js';

/** The latest attempt at an operation. */
export interface AttemptFacts {
  /** from 1 */
  attempt: number;
  state: AttemptState;
  /** in state `final` */
  outcome: Outcome | undefined;
  /** Unix milliseconds of the end, in state `final` */
  finalMs: number | undefined;
}

/** A batch that is fixed in the work journal and not known to be on chain. */
export interface OpenBatch extends Lane {
  /** operation key */
  op: string;
  epoch: bigint;
  /** its id, if a header of this Host at the facts' height has its root */
  onChain: bigint | undefined;
  latest: AttemptFacts | undefined;
}

/** A result that the work journal has as queued or in flight. */
export interface OpenResult extends ItemKey {
  verdict: Verdict;
  /** operation that carries it; undefined while it is queued */
  op: string | undefined;
  /** what the chain is known to have recorded for this item */
  onChain: Verdict | undefined;
  /** a claim waits for it */
  urgent: boolean;
  /** most results of the message that it may be in: fewer after each message with it that was refused as a whole */
  groupMax: number | undefined;
}

/** Records of a lane that are in no batch. */
export interface WaitingRecords extends Lane {
  count: number;
  /** Unix milliseconds at which the oldest of them was kept */
  oldestMs: number;
}

/** Results that are not known to be on chain; all of them, also those that these facts do not hold one by one. */
export interface ResultBacklog {
  queued: number;
  inFlight: number;
  /** Unix milliseconds at which the oldest of them was kept; undefined without one */
  oldestMs: number | undefined;
}

/** Everything a plan is made of: chain state at one height, what the two journals hold, and the time. */
export interface Facts {
  /** committed height */
  height: bigint;
  /** N */
  epoch: bigint;
  /** first height of N + 1; while it is not known an estimate, which can only be too early */
  epochEnd: bigint;
  /** L, blocks */
  epochLength: bigint;
  /** Unix milliseconds, for pauses after failures and ages alone */
  nowMs: number;
  /** milliseconds between two batches of a lane */
  intervalMs: number;
  /** most records in a batch */
  maxBatchCount: number;
  /** by lane; a lane without one is not taken by the chain */
  slots: ReadonlyMap<string, NextSlot>;
  /** why a lane has no slot, by lane */
  untaken: ReadonlyMap<string, string>;
  /** models that this Host serves in N */
  served: ReadonlySet<string>;
  /** most that the chain takes for one record, in the fee denomination, by model */
  maxFees: ReadonlyMap<string, bigint>;
  /** records in no batch, by lane */
  waiting: readonly WaitingRecords[];
  /** oldest first */
  batches: readonly OpenBatch[];
  /** most results in a message, by epoch; an epoch that has not begun is missing */
  maxResults: ReadonlyMap<bigint, number>;
  /** all that are in flight, and of those that are queued the first few messages' worth, in the order of the chain */
  results: readonly OpenResult[];
  backlog: ResultBacklog;
  /** how many are set aside */
  quarantined: { records: number; results: number };
  /** latest attempts at operations on results, by operation key; read when asked for */
  operations: Pick<ReadonlyMap<string, AttemptFacts>, 'get'>;
  /** the work journal holds nothing final of epochs before this one; undefined while nobody has looked */
  prunedBefore: bigint | undefined;
}

/** What is to be done. Each is idempotent: done twice, or after a crash in the middle, it comes to the same. */
export type SubmitterAction =
  /** fixes the oldest waiting records of a lane in a batch, durably, for the epoch that NextSlot gave; sets bad ones aside */
  | { kind: 'compose-batch'; of: BatchKind; model: string; epoch: bigint; most: number; maxFee: bigint }
  | { kind: 'commit-batch'; op: string; attempt: number }
  /** the chain shows it */
  | { kind: 'confirm-batch'; op: string; id: bigint }
  /**
   * it can never be accepted as it is and is proven not on chain: its records wait for another, under another key.
   * @param split one of them may be why: each goes with half as many from then on, and alone it is set aside
   */
  | { kind: 'fail-batch'; op: string; reason: string; split: boolean }
  /** fixes results under an operation key, durably, and submits them */
  | { kind: 'send-results'; op: string; attempt: number; items: readonly ItemKey[] }
  /** submits what an operation carries already */
  | { kind: 'resume-results'; op: string; attempt: number }
  /** the chain shows them with our verdict */
  | { kind: 'confirm-results'; items: readonly ItemKey[] }
  /** included, but the chain does not show all of them: their outcomes say why */
  | { kind: 'judge-results'; op: string; height: bigint; items: readonly ItemKey[] }
  /** too many for one message: back to the queue */
  | { kind: 'release-results'; op: string; reason: string }
  /** one of them may be why the message was refused: back to the queue, each half on its own; alone it is set aside */
  | { kind: 'split-results'; op: string; reason: string }
  /** the chain will never take them; the others go on */
  | { kind: 'quarantine-results'; items: readonly ItemKey[]; reason: string; by: Ground }
  /** deletes what is final and of epochs before this one */
  | { kind: 'prune'; before: bigint };

/** What it rests on that the chain will never take an item: a proven end of an attempt, or what two nodes have to show first. */
export type Ground =
  | { kind: 'attempt' }
  /** it has recorded the other verdict */
  | { kind: 'other-verdict' }
  /** the first epoch in which it does not take results of theirs */
  | { kind: 'over'; epoch: bigint };
