import type { AttemptState, Outcome } from '@pacer/agent';
import type { Duty } from '@pacer/client';
import type { RewardState } from '@pacer/proto/reward/v1';

/** One attempt at a claim, as the journal has it. */
export interface AttemptFacts {
  /** from 1 */
  attempt: number;
  state: AttemptState;
  hash: string | undefined;
  /** Unix nanoseconds after which it cannot be included */
  deadlineNs: bigint | undefined;
  /** last answer of a node that was no acceptance */
  refusal: { codespace: string; code: number; log: string } | undefined;
  outcome: Outcome | undefined;
}

/** When an epoch can be claimed, as heights: from its cutoff until the epoch after the next begins (§8). */
export interface ClaimWindow {
  from: bigint;
  /** first height at which it is too late */
  end: bigint;
  /** whether `end` is known; an estimate can only be too early */
  exact: boolean;
}

/** What this Host has to re-execute for an epoch, at the facts' height. */
export interface DutyState {
  /** duties drawn so far */
  assigned: number;
  /** those without a result on chain */
  missing: readonly Duty[];
  /** height at which nothing was seen missing, since when that has been so; undefined while something is */
  completeSince: bigint | undefined;
  /** missing duties that the work journal does not have as wanted for the claim, or done */
  unwanted: readonly Duty[];
  /** missing duties whose re-execution the work journal has as done: their results are on the way */
  doneHere: number;
  /** last error of a re-execution that failed */
  lastError: string | undefined;
}

/** One epoch whose reward can still be claimed, or could have been. */
export interface EpochFacts {
  epoch: bigint;
  /** L of the epoch, blocks */
  epochLength: bigint;
  window: ClaimWindow;
  /** whether the Host is a member of the epoch */
  member: boolean;
  /** whether the key file's BLS key is the member's */
  keyFits: boolean;
  /** σ in the work journal: there and of this key, missing, or of another key */
  sigma: 'kept' | 'absent' | 'foreign';
  /** whether the chain has settled the whole epoch */
  settled: boolean;
  /** UNSPECIFIED when it is not settled, or the Host has no share */
  reward: RewardState;
  /** in the fee denomination */
  amount: bigint;
  settledHeight: bigint;
  /** 0 without a claim */
  claimedHeight: bigint;
  payout: string;
  /** what absences from the beacon of this epoch took of the share, in millionths (§4) */
  absencePpm: number;
  /** whether a second endpoint, where there is one, shows the claim too */
  confirmed: boolean;
  /** undefined while nothing needs them: before σ is known, and after the claim */
  duties: DutyState | undefined;
  /** attempts at claims, the first one first */
  attempts: readonly AttemptFacts[];
}

/** Everything a plan is made of: chain state at one height and what the two journals hold. */
export interface Facts {
  /** committed height */
  height: bigint;
  /** N */
  epoch: bigint;
  /** milliseconds between blocks, to tell people when */
  blockMs: bigint;
  /** Unix nanoseconds */
  blockTimeNs: bigint;
  /** ascending */
  epochs: readonly EpochFacts[];
}

/** What is to be done. Each is idempotent. */
export type ClaimerAction =
  /** sign σ and keep it in the work journal */
  | { kind: 'sign-secret'; epoch: bigint }
  /** ask the Host's validation worker for what the claim lacks */
  | { kind: 'want-duties'; epoch: bigint; duties: readonly Duty[] }
  /** begin, and only begin, this attempt */
  | { kind: 'claim'; epoch: bigint; attempt: number };
