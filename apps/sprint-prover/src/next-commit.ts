import { classify } from '@pacer/client';
import { SprintError } from '@pacer/proto/errors';
import type { AttemptFacts, CommittedFacts, Facts, SprintFacts } from './facts.js';
import { milestones, reserveBlocks } from './milestones.js';

/** What comes next for the work of a Sprint, and why. */
export type NextCommit =
  /** nothing: it is done, not this Host's to do, or too late */
  | { kind: 'never'; why: string }
  /** nothing before somebody acts */
  | { kind: 'stopped'; why: string; todo: string }
  /** an attempt or a computation is under way, or something whose height nobody knows */
  | { kind: 'pending'; why: string }
  /** sent when the next block can be of this height */
  | { kind: 'at'; height: bigint; why: string }
  | { kind: 'now'; message: number; attempt: number; nonces: readonly bigint[]; why: string };

/** Codes that say something about the bytes: made anew by the same program, they would fail again. */
const ABOUT_THE_BYTES: readonly number[] = [SprintError.INVALID_NONCES, SprintError.INVALID_TIER];

/** Codes that the chain's own count answers: the next message is made from that. */
const ABOUT_THE_COUNT: readonly number[] = [SprintError.NOT_ABOVE, SprintError.TOO_MANY_NONCES];

/** What comes next for the Sprint of the current epoch. Pure: heights are compared by order alone. */
export function nextCommit(facts: Facts): NextCommit {
  const { height, sprint } = facts;
  const { chain, attempts } = sprint;
  const last = attempts.at(-1);
  // Whatever else is true, one message at a time: the next one begins above what this one may have brought.
  if (attempts.some((one) => !one.outcome && !isOnChain(chain, one))) {
    return { kind: 'pending', why: 'a message is under way' };
  }
  if (chain.guiltyHeight > 0n) return { kind: 'never', why: `found guilty at height ${chain.guiltyHeight}` };
  if (!sprint.eligible) return { kind: 'never', why: 'the Host takes no part in this Sprint' };
  if (sprint.beaconHeight === 0n)
    return { kind: 'pending', why: `the beacon of epoch ${sprint.epoch + 1n} is not known` };
  if (height + 1n > sprint.computeEnd) return { kind: 'never', why: whenOver(sprint) };
  if (chain.count >= sprint.maxNonces) {
    return { kind: 'never', why: `the chain has ${chain.count} nonces, as many as it takes of a Host` };
  }
  return afterwards(sprint, last) ?? whenDue(facts, last);
}

/**
 * Whether the chain has what a message was to bring. Its end takes two witnesses, and while one of two endpoints is down there is
 * none: nothing of the next message depends on it.
 */
export function isOnChain(
  { messages, lastNonce }: Pick<CommittedFacts, 'messages' | 'lastNonce'>,
  of: Pick<AttemptFacts, 'message' | 'lastNonce'>,
): boolean {
  return messages >= of.message && lastNonce !== undefined && lastNonce >= of.lastNonce;
}

/** Whether hits that are found from now on can still be committed. */
export function mayProve(facts: Facts): boolean {
  const { height, sprint } = facts;
  const { chain, found, eligible, beaconHeight, computeEnd, maxNonces } = sprint;
  if (!eligible || beaconHeight === 0n || height + 1n > computeEnd || chain.guiltyHeight > 0n) return false;
  if (chain.count + found.hits.length >= maxNonces) return false;
  return !isServed(sprint, dueHeights(facts).at(-1) ?? computeEnd);
}

/** Heights from which on a message is due. */
export function dueHeights({ sprint, blockMs, choices }: Facts): bigint[] {
  return milestones(sprint, reserveBlocks(sprint, blockMs, choices.reserveBlocks));
}

function whenOver({ computeEnd, chain: { count } }: SprintFacts): string {
  return count > 0
    ? `the window ended at height ${computeEnd}; ${count} nonces are committed`
    : `the window ended at height ${computeEnd} without any work`;
}

/** What an attempt that ended leaves to do; undefined if another message may be made. */
function afterwards({ chain }: SprintFacts, last: AttemptFacts | undefined): NextCommit | undefined {
  if (!last?.outcome) return undefined;
  const { outcome } = last;
  if (outcome.kind === 'dead') return undefined;
  if (outcome.kind !== 'failed') {
    // An endpoint that is a block behind does not show it yet: what it says is not what there is.
    const isShown = chain.messages >= last.message;
    return isShown ? undefined : { kind: 'pending', why: 'it is on the chain; the next look shows it' };
  }
  const { class: kind, name, what } = classify(outcome.codespace, outcome.code);
  if (outcome.codespace === 'sprint' && ABOUT_THE_COUNT.includes(outcome.code)) return undefined;
  if (outcome.codespace === 'sprint' && ABOUT_THE_BYTES.includes(outcome.code)) {
    return { kind: 'stopped', why: `${name} at height ${outcome.height}`, todo: what };
  }
  return kind === 'hopeless' ? { kind: 'never', why: `${name} at height ${outcome.height}: ${what}` } : undefined;
}

/** Nothing stands in the way: when is it sent? */
function whenDue(facts: Facts, last: AttemptFacts | undefined): NextCommit {
  const { height, sprint } = facts;
  const { chain, found } = sprint;
  const room = sprint.maxNonces - chain.count;
  const nonces = found.hits.slice(0, room);
  const due = dueHeights(facts);
  const open = due.filter((one) => !isServed(sprint, one));
  const first = open[0];
  if (first === undefined)
    return { kind: 'never', why: `the last message is on the chain, ${chain.count} nonces in all` };
  if (nonces.length === 0) {
    const why = found.unchecked > 0 ? 'hits are being computed again' : 'there is no hit yet that the chain has not';
    return { kind: 'pending', why };
  }
  const refused = last?.outcome?.kind === 'failed' ? last.outcome : undefined;
  const isFull = nonces.length === room;
  const from = isFull ? height + 1n : first;
  const again = refused ? refused.height + pauseBlocks(sprint) : from;
  const at = again > from ? again : from;
  const because = refused
    ? `after ${classify(refused.codespace, refused.code).name} at height ${refused.height}`
    : isFull
      ? `there are ${sprint.maxNonces} nonces, as many as the chain takes of a Host`
      : `message ${chain.messages + 1} of the window`;
  if (height + 1n < at) return { kind: 'at', height: at, why: because };
  const message = chain.messages + 1;
  const before = sprint.attempts.filter((one) => one.message === message);
  return { kind: 'now', message, attempt: before.length + 1, nonces, why: `due since height ${at}` };
}

/** Whether a message that is on the chain was made when the next block could be of this height, or later. */
function isServed({ attempts, chain }: SprintFacts, due: bigint): boolean {
  return attempts.some((one) => {
    const { outcome, fromHeight } = one;
    const isDone = outcome ? outcome.kind === 'ok' || outcome.kind === 'superseded' : isOnChain(chain, one);
    return isDone && fromHeight !== undefined && fromHeight + 1n >= due;
  });
}

/** Blocks between a message that a block refused and the next: each costs a fee. */
function pauseBlocks({ span }: SprintFacts): bigint {
  const pause = span / 24n;
  return pause > 1n ? pause : 1n;
}
