import type { AccusedFacts, Facts, ProverAction, ReviewFacts } from './facts.js';
import { nextChallenge } from './next-challenge.js';
import { mayProve, nextCommit } from './next-commit.js';

/**
 * What to do, from what is true (§9). Pure and level-triggered: the same facts give the same actions, whatever happened before,
 * so that a restart at any height inside a window still acts.
 */
export function plan(facts: Facts): ProverAction[] {
  const proving = planProving(facts);
  const busy = proving.some(({ kind }) => kind === 'prove') || facts.proving.state === 'running';
  return [...proving, ...planCommit(facts), ...facts.reviews.flatMap((review) => planReview(facts, review, busy))];
}

/** Blocks before the cutoff at which the prover is started: threads and programs that load when the beacon is known come too late. */
const PREPARE_BLOCKS = 20n;

function planProving(facts: Facts): ProverAction[] {
  const { height, sprint, proving } = facts;
  const { epoch } = sprint;
  // Another task of the same epoch too: what it finds there is worth nothing here.
  const isOn = 'task' in proving && proving.task !== undefined && proving.task === sprint.task;
  if (mayProve(facts)) return isOn ? [] : [{ kind: 'prove', epoch }];
  const isSoon = sprint.eligible && sprint.beaconHeight === 0n && height + PREPARE_BLOCKS >= sprint.cutoff;
  // One that can't be started is tried again by itself.
  const isPrepared = proving.state === 'ready' || (proving.state === 'failing' && proving.task === undefined);
  if (isSoon && isPrepared) return [];
  if (proving.state !== 'off') return [{ kind: 'rest', epoch }];
  return isSoon ? [{ kind: 'prepare', epoch }] : [];
}

function planCommit(facts: Facts): ProverAction[] {
  const next = nextCommit(facts);
  if (next.kind !== 'now') return [];
  const { message, attempt, nonces } = next;
  return [{ kind: 'commit', epoch: facts.sprint.epoch, message, attempt, nonces }];
}

/** Checks wait while this Host proves: its cores are its own Sprint's. */
function planReview({ height, choices }: Facts, review: ReviewFacts, busy: boolean): ProverAction[] {
  const { epoch, computeEnd, challengeUntil, checking, others } = review;
  if (height < computeEnd || (challengeUntil > 0n && height + 1n > challengeUntil)) return [];
  const actions: ProverAction[] = [];
  const isOpen = others.some((one) => isUnchecked(one, choices.checks));
  if (isOpen && !checking && !busy) actions.push({ kind: 'check', epoch });
  for (const one of others) {
    const next = nextChallenge(height, review, one, choices);
    if (next.kind === 'now') {
      actions.push({ kind: 'challenge', epoch, accused: one.host, nonce: next.nonce, attempt: next.attempt });
    }
  }
  return actions;
}

/** Whether more nonces of a Host are to be computed again. One that misses is enough. */
export function isUnchecked({ guilty, checked, count, misses }: AccusedFacts, checks: number): boolean {
  return !guilty && misses.length === 0 && checked < Math.min(checks, count);
}
