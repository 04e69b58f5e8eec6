import type { AttemptState, Outcome } from '@pacer/agent';
import type { NextSlot } from '@pacer/client';
import type { ItemKey, Verdict } from '@pacer/journal';

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
export interface OpenBatch {
  /** operation key */
  op: string;
  epoch: bigint;
  model: string;
  /** its id, if a header of this Host at the facts' height has its root */
  onChain: bigint | undefined;
  latest: AttemptFacts | undefined;
}

/** A result that the work journal has as queued or in flight. */
export interface OpenResult extends ItemKey {
  verdict: Verdict;
  /** operation that carries it; undefined while it is queued */
  op: string | undefined;
  /** what the chain has recorded for this item at the facts' height */
  onChain: Verdict | undefined;
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
  /** Unix milliseconds, for pauses after failures alone */
  nowMs: number;
  /** most records in a batch */
  maxBatchCount: number;
  /** by model; a model without one is not listed on chain */
  slots: ReadonlyMap<string, NextSlot>;
  /** models that this Host serves in N */
  served: ReadonlySet<string>;
  /** records in no batch */
  waiting: readonly { model: string; count: number }[];
  /** oldest first */
  batches: readonly OpenBatch[];
  /** most results in a message, by epoch; an epoch that has not begun is missing */
  maxResults: ReadonlyMap<bigint, number>;
  /** in the order of the chain */
  results: readonly OpenResult[];
  /** latest attempts at operations on results, of the epochs that have open results */
  operations: ReadonlyMap<string, AttemptFacts>;
}

/** What is to be done. Each is idempotent: done twice, or after a crash in the middle, it comes to the same. */
export type SubmitterAction =
  /** fixes the oldest waiting records of a model in a batch, durably, for the epoch that NextSlot gave */
  | { kind: 'compose-batch'; model: string; epoch: bigint; most: number }
  | { kind: 'commit-batch'; op: string; attempt: number }
  /** the chain shows it */
  | { kind: 'confirm-batch'; op: string; id: bigint }
  /** it can never be accepted as it is and is proven not on chain: its records wait for another, under another key */
  | { kind: 'fail-batch'; op: string; reason: string }
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
  /** the chain will never take them; the others go on */
  | { kind: 'quarantine-results'; items: readonly ItemKey[]; reason: string; by: Ground };

/** What it rests on that the chain will never take an item: a proven end of an attempt, or what two nodes have to show first. */
export type Ground =
  | { kind: 'attempt' }
  /** it has recorded the other verdict */
  | { kind: 'other-verdict' }
  /** the first epoch in which it does not take results of theirs */
  | { kind: 'over'; epoch: bigint };
