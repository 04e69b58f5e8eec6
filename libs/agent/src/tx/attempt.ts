import type { BroadcastAnswer, EncodedMessage, TxResult } from './port.js';

/**
 * Whether the chain's state shows what the operation is for: true or false when that is proven, undefined while nobody can tell.
 * It has to show for at least as long as the chain would carry the operation out again, or not refuse to.
 */
export type Effect = (signal?: AbortSignal) => Promise<boolean | undefined>;

/** Something to be done on the chain exactly once. */
export interface Operation {
  /** unique for ever, such as `claim/7` */
  key: string;
  messages: readonly EncodedMessage[];
  /** gas limit, from the table and never from a simulation */
  gas: bigint;
  /** address whose allowance pays the fee; without it the signer pays */
  granter?: string;
  /** without it, inclusion with code 0 is taken as done */
  effect?: Effect;
  /**
   * Number of the attempt that is meant, from 1. With it a repeated call never makes one more attempt than its caller
   * planned; without it a call after a final failure makes the next one.
   */
  attempt?: number;
  /**
   * Length in blocks of a window that is much shorter than an epoch, and that this operation has to be in: it then stands for
   * the epoch's length in the formula of the deadline, so that an attempt is dead, or not, while there is still time for another.
   */
  windowBlocks?: bigint;
  /** Last height at which the chain takes it: nothing is signed any more once no block of this height or below can come. */
  lastHeight?: bigint;
}

/** What was decided before anything was signed. */
export interface Intent {
  messages: readonly EncodedMessage[];
  gas: bigint;
  granter: string | undefined;
  /** whether an effect in the chain's state must be seen before the attempt counts as done */
  wantsEffect: boolean;
  /** what stands for the epoch's length in the formula of the deadline */
  windowBlocks?: bigint;
  /** last height at which the chain takes it */
  lastHeight?: bigint;
}

/** What an operation decides. */
export function intentOf({ messages, gas, granter, effect, windowBlocks, lastHeight }: Operation): Intent {
  const window = {
    ...(windowBlocks !== undefined && { windowBlocks }),
    ...(lastHeight !== undefined && { lastHeight }),
  };
  return { messages, gas, granter, wantsEffect: effect !== undefined, ...window };
}

/** What was made durable before the first broadcast. */
export interface Signed {
  bytes: Uint8Array;
  /** upper-case hex */
  hash: string;
  /** Unix nanoseconds: blocks later than this cannot include it */
  deadlineNs: bigint;
  /** Unix nanoseconds: blocks earlier than this cannot include it */
  sinceNs: bigint;
  /** committed height when it was signed */
  fromHeight: bigint;
  /** of a transaction with a sequence; without it the deadline is the nonce, and the limit */
  ordered?: Ordered;
}

/** What keeps a transaction with a sequence from being included twice. */
export interface Ordered {
  sequence: bigint;
  /** last height whose block may hold it */
  timeoutHeight: bigint;
}

/** Whether no block after this one can include the transaction. */
export function isPast({ deadlineNs, ordered }: Signed, block: { height: bigint; timeNs: bigint }): boolean {
  return ordered ? block.height > ordered.timeoutHeight : block.timeNs > deadlineNs;
}

/** How an attempt ended. Nothing else is an end. */
export type Outcome =
  | { kind: 'ok'; height: bigint }
  | ({ kind: 'failed'; height: bigint } & TxResult)
  /** proven: never included, and never will be; by nobody if it was never signed */
  | { kind: 'dead'; provenBy: readonly string[] }
  /** the chain's state shows the effect, and this transaction did not bring it */
  | { kind: 'superseded' };

/** State of an attempt; each is durable before the next step is taken. */
export type AttemptState = 'intent' | 'signed' | 'broadcast' | 'final';

/** One attempt at an operation, as the journal has it. */
export interface Attempt {
  key: string;
  /** from 1 */
  attempt: number;
  state: AttemptState;
  intent: Intent;
  /** from state `signed` on */
  signed: Signed | undefined;
  /** last answer of a node that was no acceptance, for people: not an end */
  refusal: (BroadcastAnswer & { endpoint: string }) | undefined;
  /** seen in a block with code 0 while its effect was not visible yet */
  includedHeight: bigint | undefined;
  /** in state `final` */
  outcome: Outcome | undefined;
  /** Unix milliseconds of the intent, and of the end */
  createdMs: number;
  finalMs: number | undefined;
}

/** Whether an attempt ended with its operation done. */
export function isDone(attempt: Attempt | undefined): boolean {
  return attempt?.outcome?.kind === 'ok' || attempt?.outcome?.kind === 'superseded';
}

/**
 * Where attempts are kept. Every method that writes returns only when the change would survive a power cut, and throws an
 * AgentError (`disk-full`, `disk-error`, `operation-conflict`) otherwise.
 */
export interface TxStore {
  latest(key: string): Attempt | undefined;
  /** all attempts of a key, the first one first */
  attempts(key: string): Attempt[];
  /** all attempts that are not final, by key */
  unfinished(): Attempt[];
  /** keys that begin with a prefix, such as `claim/`, in order */
  keys(prefix: string): string[];
  /** Writes attempt 1, or k + 1 after k became final without being done. Returns it in state `intent`. */
  intend(key: string, attempt: number, intent: Intent, nowMs: number): Attempt;
  /** Replaces what an unsigned attempt intends. */
  reintend(attempt: Attempt, intent: Intent): Attempt;
  sign(attempt: Attempt, signed: Signed): Attempt;
  broadcast(attempt: Attempt, refusal: Attempt['refusal']): Attempt;
  included(attempt: Attempt, height: bigint): Attempt;
  finish(attempt: Attempt, outcome: Outcome, nowMs: number): Attempt;
}
