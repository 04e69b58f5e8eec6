import type { AttemptState, Outcome } from '@pacer/agent';
import type { Shape } from '@pacer/sprint';

/** One attempt at a message, as the journal has it. */
export interface AttemptFacts {
  /** from 1: which of the messages of its Sprint; 1 for a challenge */
  message: number;
  /** from 1 */
  attempt: number;
  state: AttemptState;
  hash: string | undefined;
  /** committed height at which it was signed */
  fromHeight: bigint | undefined;
  /** nonces that it carries, and the last of them */
  count: number;
  lastNonce: bigint;
  /** last answer of a node that was no acceptance */
  refusal: { codespace: string; code: number; log: string } | undefined;
  outcome: Outcome | undefined;
}

/** What this process, or the one before, has found. */
export interface FoundFacts {
  /** every nonce below it is done; where proving goes on */
  frontier: bigint;
  /** hits above the chain's last nonce that may be committed, in order, up to as many as a Host may have */
  hits: readonly bigint[];
  /** hits that are not computed again yet; none of them, and none above, is committed before */
  unchecked: number;
  /** nonces that the prover called hits and that are none */
  false: number;
}

/** The prover as this process has it. */
export type ProvingFacts =
  | { state: 'off' }
  /** started, and waits for the beacon */
  | { state: 'ready' }
  /** `task`: hash of what it computes */
  | { state: 'running'; epoch: bigint; task: string }
  /**
   * Ended by itself, and is started again after a pause; for how long depends on how often it failed. Epoch and task are undefined
   * when there was nothing to prove yet; `todo` is empty while it may mend itself.
   */
  | { state: 'failing'; epoch: bigint | undefined; task: string | undefined; why: string; todo: string };

/** What the chain has of a Host's work. */
export interface CommittedFacts {
  count: number;
  /** undefined while it has none */
  lastNonce: bigint | undefined;
  /** messages that they came in */
  messages: number;
  /** height at which it was found guilty; 0 if it was not */
  guiltyHeight: bigint;
}

/** The Sprint at the end of an epoch, for one who proves. */
export interface SprintFacts {
  epoch: bigint;
  /** whether the Host may commit */
  eligible: boolean;
  /** first height at which openings are accepted, as planned: from here on the beacon can be known at any moment */
  cutoff: bigint;
  /** B, the block in which the beacon became known; 0 before, as the next two */
  beaconHeight: bigint;
  computeEnd: bigint;
  /** blocks of the compute window */
  span: bigint;
  /** hash of what is computed in it; undefined before the beacon is known */
  task: string | undefined;
  /** most nonces that a Host commits in it */
  maxNonces: number;
  chain: CommittedFacts;
  found: FoundFacts;
  /** of all its messages, the first one first */
  attempts: readonly AttemptFacts[];
}

/** Another Host's work, for one who checks. */
export interface AccusedFacts {
  host: string;
  /** nonces that it committed */
  count: number;
  guilty: boolean;
  /** nonces that were computed again, and those of them that miss the target by two implementations */
  checked: number;
  misses: readonly bigint[];
  /** height at which it is this Host's turn to challenge them */
  challengeFrom: bigint;
  /** attempts at challenges of its nonces */
  challenges: readonly (AttemptFacts & { nonce: bigint })[];
}

/** A Sprint whose work can be challenged. */
export interface ReviewFacts {
  epoch: bigint;
  computeEnd: bigint;
  /** last height at which a challenge is taken; 0 while nobody knows */
  challengeUntil: bigint;
  /** whether its works are being checked now */
  checking: boolean;
  /** of this Host: the nonce that it was found guilty of, and when; undefined if it was not */
  guilt: { height: bigint; nonce: bigint } | undefined;
  /** the other Hosts, in order of address */
  others: readonly AccusedFacts[];
}

/** What of the settings decides. */
export interface Choices {
  /** undefined: by the mean time of a block */
  reserveBlocks: bigint | undefined;
  checks: number;
  challenge: boolean;
}

/** Everything a plan is made of: chain state at one height, what the journals hold and what runs. */
export interface Facts {
  /** committed height */
  height: bigint;
  /** N */
  epoch: bigint;
  /** milliseconds between blocks, as the last ones were */
  blockMs: bigint;
  sprint: SprintFacts;
  proving: ProvingFacts;
  /** of N and N − 1, those that are over and can be challenged */
  reviews: readonly ReviewFacts[];
  choices: Choices;
}

/** All that a digest depends on, beside the nonce. */
export interface Task {
  chainId: string;
  /** epoch at whose end the Sprint is */
  epoch: bigint;
  /** of the next epoch, 32 bytes */
  beacon: Uint8Array;
  shape: Shape;
  target: bigint;
}

/** What is to be done. Each is idempotent. */
export type ProverAction =
  /** start the prover, so that it is there when the beacon is */
  | { kind: 'prepare'; epoch: bigint }
  /** prove from the frontier on */
  | { kind: 'prove'; epoch: bigint }
  | { kind: 'rest'; epoch: bigint }
  /** begin, and only begin, this attempt */
  | { kind: 'commit'; epoch: bigint; message: number; attempt: number; nonces: readonly bigint[] }
  /** compute nonces of others again, beside the loop */
  | { kind: 'check'; epoch: bigint }
  /** begin, and only begin, this attempt */
  | { kind: 'challenge'; epoch: bigint; accused: string; nonce: bigint; attempt: number };
