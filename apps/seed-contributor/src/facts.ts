import type { AttemptState, Outcome } from '@pacer/agent';
import type { Part } from './settings.js';

/** One attempt at a dealing or an opening, as the journal has it. */
export interface AttemptFacts {
  /** from 1 */
  attempt: number;
  state: AttemptState;
  hash: string | undefined;
  /** Unix nanoseconds after which it cannot be included */
  deadlineNs: bigint | undefined;
  /** SHA-256 of the dealing or opening that it carries, hex */
  payload: string;
  /** last answer of a node that was no acceptance */
  refusal: { codespace: string; code: number; log: string } | undefined;
  outcome: Outcome | undefined;
}

/** Heights between which a part can be done. */
export interface Window {
  from: bigint;
  /** first height at which it is too late */
  end: bigint;
  /** whether `end` is known; an estimate can only be too early */
  exact: boolean;
}

/** A dealing or an opening as this process has it: computing one takes seconds, in threads of its own. */
export type Prepared =
  | { state: 'absent' }
  | { state: 'computing' }
  /** @property payload SHA-256 of the bytes, hex */
  | { state: 'ready'; payload: string }
  /** @property height committed height at which it failed */
  | { state: 'failed'; height: bigint; why: string };

/** The dealing or the opening of an epoch. */
export interface PartFacts {
  /** block in which the chain has it; 0 while it has not */
  height: bigint;
  /** whether a second endpoint, where there is one, shows it too, or may yet, for it was just seen */
  shown: boolean;
  prepared: Prepared;
  /** the first one first */
  attempts: readonly AttemptFacts[];
}

/** The round of the current epoch N, whose outcome is the beacon of N + 1. */
export interface RoundFacts {
  epoch: bigint;
  /** slots of this Host, from `first`; undefined if it holds none */
  held: { first: number; count: number } | undefined;
  /** whether the key file's dealing key is the member's */
  keyFits: boolean;
  /** W and t */
  slots: number;
  threshold: number;
  /** slots of those who have dealt */
  dealtSlots: number;
  /** from `deal_open` to `deal_close`; the close is put off while dealers hold too few slots */
  dealWindow: Window;
  /** height at which this Host deals */
  dealAt: bigint;
  /** height from which on dealings are refused; 0 before */
  closeHeight: bigint;
  cutoff: bigint;
  /** first height at which openings are accepted; 0 while dealings are not closed */
  openFrom: bigint;
  /** first height of the next epoch; 0 while it is not known */
  nextStart: bigint;
  /** where the next epoch begins at the earliest */
  earliestEnd: bigint;
  /** B, the block in which the beacon became known; 0 before */
  beaconHeight: bigint;
  /** dealings of this Host that were in a block, right or wrong, and how many may be */
  attemptsUsed: number;
  maxAttempts: number;
  parts: Readonly<Record<Part, PartFacts>>;
}

/** Everything a plan is made of: chain state at one height, what the journal holds and what is computed. */
export interface Facts {
  /** committed height */
  height: bigint;
  /** N */
  epoch: bigint;
  /** milliseconds between blocks, to tell people when */
  blockMs: bigint;
  round: RoundFacts;
}

/** What is to be done. Each is idempotent. */
export type ContributorAction =
  /** compute it, so that it is there when it is due; comes to nothing while that is under way */
  | { kind: 'prepare-dealing'; epoch: bigint }
  | { kind: 'prepare-opening'; epoch: bigint }
  /** begin, and only begin, this attempt */
  | { kind: 'deal'; epoch: bigint; attempt: number }
  | { kind: 'open'; epoch: bigint; attempt: number };
