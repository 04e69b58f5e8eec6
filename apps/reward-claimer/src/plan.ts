import { classify } from '@pacer/client';
import { RewardError } from '@pacer/proto/errors';
import { RewardState } from '@pacer/proto/reward/v1';
import { nextClaimHeight } from './cadence.js';
import type { ClaimerAction, EpochFacts, Facts } from './facts.js';

const NOT_SETTLED: number = RewardError.NOT_SETTLED;
const DUTIES_MISSING: number = RewardError.DUTIES_MISSING;

/** An epoch's reward is burned when the second epoch after it begins (§8). */
const CLAIM_EPOCHS = 2n;

/** When the next claim is made, and why then. */
export type NextClaim =
  /** no claim is needed, or none can help */
  | { kind: 'never'; why: string }
  /** an attempt is under way; the engine carries it on */
  | { kind: 'pending'; why: string }
  /** not before this height */
  | { kind: 'at'; height: bigint; attempt: number; why: string }
  | { kind: 'now'; attempt: number; why: string };

/**
 * What to do, from what is true (§9). Pure and level-triggered: the same facts give the same actions, whatever happened before,
 * so that a restart at any height inside a window still acts.
 */
export function plan(facts: Facts): ClaimerAction[] {
  return facts.epochs.flatMap((of) => planEpoch(facts, of));
}

function planEpoch(facts: Facts, of: EpochFacts): ClaimerAction[] {
  const { epoch } = of;
  const actions: ClaimerAction[] = [];
  if (!of.member || isClaimed(of) || isTooLate(facts, of)) return actions;
  if (of.sigma === 'absent' && of.keyFits) actions.push({ kind: 'sign-secret', epoch });
  if (!isClaimable(of)) return actions;
  if (of.duties && of.duties.unwanted.length > 0) {
    actions.push({ kind: 'want-duties', epoch, duties: of.duties.unwanted });
  }
  const next = nextClaim(facts, of);
  if (next.kind === 'now') actions.push({ kind: 'claim', epoch, attempt: next.attempt });
  return actions;
}

/** When the next claim of an epoch is made. */
export function nextClaim(facts: Facts, of: EpochFacts): NextClaim {
  const last = of.attempts.at(-1);
  if (!of.member) return { kind: 'never', why: 'the Host is no member of this epoch' };
  if (isClaimed(of)) return { kind: 'never', why: 'the chain has the claim' };
  if (isTooLate(facts, of)) return { kind: 'never', why: `epoch ${of.epoch + CLAIM_EPOCHS} has begun` };
  if (last && !last.outcome) return { kind: 'pending', why: 'an attempt is under way' };
  if (!of.settled)
    return { kind: 'at', height: of.window.from, attempt: (last?.attempt ?? 0) + 1, why: 'at the cutoff' };
  if (!isClaimable(of)) return { kind: 'never', why: 'the Host has no share in this epoch' };
  if (!last) return { kind: 'now', attempt: 1, why: 'the epoch is settled' };

  const attempt = last.attempt + 1;
  switch (last.outcome?.kind) {
    case 'failed':
      return afterRefusal(facts, of, last.outcome, attempt);
    case 'dead':
      return { kind: 'now', attempt, why: 'the attempt before was never included' };
    case 'ok':
    case 'superseded':
    case undefined:
      // Its effect was seen at an endpoint that is ahead of these facts.
      return { kind: 'pending', why: 'the claim is made; the next look shows it' };
  }
}

function afterRefusal(
  { height }: Facts,
  of: EpochFacts,
  refusal: { height: bigint; codespace: string; code: number },
  attempt: number,
): NextClaim {
  const { name } = classify(refusal.codespace, refusal.code);
  const isReward = refusal.codespace === 'reward';
  if (isReward && refusal.code === NOT_SETTLED && of.settledHeight >= refusal.height) {
    return { kind: 'now', attempt, why: 'the epoch was settled after the claim' };
  }
  // Only if nothing was seen missing at or after the refusal: a claim refused on a state that shows nothing missing waits.
  const completeSince = of.duties?.completeSince;
  if (isReward && refusal.code === DUTIES_MISSING && completeSince !== undefined && completeSince >= refusal.height) {
    return { kind: 'now', attempt, why: 'the chain shows nothing missing any more' };
  }
  const due = nextClaimHeight(refusal.height, of.window, of.epochLength);
  if (height >= due) return { kind: 'now', attempt, why: `${name} at height ${refusal.height}, due since ${due}` };
  return { kind: 'at', height: due, attempt, why: `after ${name} at height ${refusal.height}` };
}

/** Whether the chain's state has the claim, paid or held. */
export function isClaimed({ reward }: EpochFacts): boolean {
  return reward === RewardState.HELD || reward === RewardState.PAID;
}

function isClaimable({ settled, reward }: EpochFacts): boolean {
  return settled && reward === RewardState.CLAIMABLE;
}

/** Whether no claim can succeed any more: the one ground on which an epoch is given up. */
export function isTooLate({ epoch }: Facts, of: EpochFacts): boolean {
  return epoch >= of.epoch + CLAIM_EPOCHS;
}
