import { classify, type OutcomeClass, type Reward } from '@pacer/client';
import { HostError } from '@pacer/proto/errors';
import { RewardState } from '@pacer/proto/reward/v1';
import type { AttemptFacts, EpochFacts, Facts } from './facts.js';
import { isClaimed, isTooLate, nextClaim } from './plan.js';

const UNAUTHORIZED: number = HostError.UNAUTHORIZED;

/** Where the reward of an epoch stands. */
export type EpochState =
  /** not settled yet */
  | 'open'
  /** settled; a claim is due */
  | 'claimable'
  /** a claim is under way */
  | 'claiming'
  /** the last claim was refused; the next one has its height */
  | 'refused'
  | 'held'
  | 'paid'
  /** too late: no claim can succeed */
  | 'hopeless'
  | 'burned'
  /** no member, or a member without a share */
  | 'nothing';

/** An attempt for people: what became of it, of which class that is, and what to do. */
export interface AttemptReport {
  attempt: number;
  hash: string | undefined;
  state: string;
  height: bigint | undefined;
  reason: string | undefined;
  class: OutcomeClass | undefined;
  what: string | undefined;
}

/** One epoch for people. */
export interface EpochReport {
  epoch: bigint;
  state: EpochState;
  /** in the fee denomination */
  amount: bigint;
  /** what absences from the beacon of this epoch took of the share, in millionths; `amount` is what is left */
  absencePpm: number;
  payout: string;
  claimedHeight: bigint | undefined;
  assigned: number | undefined;
  missing: number | undefined;
  attempts: AttemptReport[];
  /** height of the next claim, `now`, or undefined when there is none */
  next: bigint | 'now' | undefined;
  why: string;
  /** first height at which it is too late, whether that is an estimate, and seconds until then */
  deadline: { height: bigint; exact: boolean; seconds: number } | undefined;
  /** what a person should do; `nothing` when the agent goes on by itself */
  todo: string;
}

/** What to tell about an epoch of the facts. Pure. */
export function epochReport(facts: Facts, of: EpochFacts): EpochReport {
  const next = nextClaim(facts, of);
  const attempts = of.attempts.map(attemptReport);
  const over = isClaimed(of) || of.reward === RewardState.BURNED;
  return {
    ...{ epoch: of.epoch, state: stateOf(facts, of), amount: of.amount, payout: of.payout, attempts },
    absencePpm: of.absencePpm,
    claimedHeight: of.claimedHeight > 0n ? of.claimedHeight : undefined,
    assigned: of.duties?.assigned,
    missing: of.duties?.missing.length,
    next: next.kind === 'now' ? 'now' : next.kind === 'at' ? next.height : undefined,
    why: next.why,
    deadline: over || !of.member ? undefined : deadlineOf(facts, of),
    todo: todoOf(facts, of, attempts.at(-1)),
  };
}

/** What to tell about an epoch that is over for claims, from what the chain remembers of it for 64 epochs. */
export function pastReport(reward: Reward): EpochReport {
  const { epoch, state, amount, absencePpm, payout, claimedHeight, finalHeight } = reward;
  const claimed = state === RewardState.HELD || state === RewardState.PAID;
  const burned = `nobody claimed it in time; burned${finalHeight > 0n ? ` at height ${finalHeight}` : ' soon'}`;
  return {
    ...{
      epoch,
      amount,
      absencePpm,
      payout,
      attempts: [],
      assigned: undefined,
      missing: undefined,
      next: undefined,
      deadline: undefined,
    },
    state: claimed
      ? state === RewardState.PAID
        ? 'paid'
        : 'held'
      : state === RewardState.BURNED
        ? 'burned'
        : 'hopeless',
    claimedHeight: claimedHeight > 0n ? claimedHeight : undefined,
    why: claimed ? 'the chain has the claim' : burned,
    todo: 'nothing',
  };
}

function stateOf(facts: Facts, of: EpochFacts): EpochState {
  if (of.reward === RewardState.PAID) return 'paid';
  if (of.reward === RewardState.HELD) return 'held';
  if (of.reward === RewardState.BURNED) return 'burned';
  if (!of.member) return 'nothing';
  if (isTooLate(facts, of)) return 'hopeless';
  if (!of.settled) return 'open';
  switch (nextClaim(facts, of).kind) {
    case 'never':
      return 'nothing';
    case 'pending':
      return 'claiming';
    case 'at':
      return 'refused';
    case 'now':
      return 'claimable';
  }
}

function attemptReport({ attempt, state, hash, refusal, outcome }: AttemptFacts): AttemptReport {
  const bare = { attempt, hash, state, height: undefined, reason: undefined, class: undefined, what: undefined };
  switch (outcome?.kind) {
    case 'failed': {
      const { class: of, name, what } = classify(outcome.codespace, outcome.code);
      return { ...bare, state: 'refused', height: outcome.height, reason: `${name}: ${outcome.log}`, class: of, what };
    }
    case 'ok':
      return { ...bare, state: 'ok', height: outcome.height, class: 'done' };
    case 'dead': {
      const reason = `never included, by ${outcome.provenBy.join(' and ')}`;
      if (!refusal) return { ...bare, state: 'dead', reason, class: 'retry' };
      return { ...bare, ...refusalReport(refusal, `${reason}; `), state: 'dead' };
    }
    case 'superseded':
      return { ...bare, state: 'superseded', reason: 'the chain shows the claim already', class: 'done' };
    case undefined:
      break;
  }
  return refusal ? { ...bare, ...refusalReport(refusal) } : bare;
}

/** What a node said that did not take a transaction. */
function refusalReport({ codespace, code, log }: NonNullable<AttemptFacts['refusal']>, before = '') {
  const { class: of, name, what } = classify(codespace, code);
  return { reason: `${before}a node answered ${name}: ${log}`, class: of, what };
}

function deadlineOf({ height, blockMs }: Facts, { window }: EpochFacts): EpochReport['deadline'] {
  const left = window.end > height ? window.end - height : 0n;
  return { height: window.end, exact: window.exact, seconds: Number((left * blockMs) / 1000n) };
}

function todoOf(facts: Facts, of: EpochFacts, last: AttemptReport | undefined): string {
  if (isClaimed(of)) return of.confirmed ? 'nothing' : 'nothing; a second endpoint has yet to show the claim';
  if (!of.member || isTooLate(facts, of)) return 'nothing';
  if (!of.keyFits)
    return 'use the key file with the BLS key that the chain has for this Host and epoch (pacer-reward-claimer doctor)';
  if (of.sigma === 'foreign')
    return 'check that work_journal is this Host’s: it has the secret of another key or chain for this epoch; the claim is made with the right one';
  // Whatever else is missing: no claim is taken from a key that may not act for the Host.
  if (isNotItsKey(of.attempts.at(-1)))
    return "the key file's hot key is not the one that the chain has for this Host: use the Host's own key file, or have its operator set this hot key; pacer-reward-claimer doctor names both";
  if (of.duties && of.settled && of.duties.missing.length > 0) {
    const { missing, doneHere, lastError } = of.duties;
    if (doneHere === missing.length)
      return 'nothing; the missing results are on their way: check that pacer-artifact-submitter runs';
    const because = lastError === undefined ? '' : ` (the last one failed: ${lastError})`;
    return `check that pacer-host and its ML Nodes run: ${missing.length - doneHere} duties wait to be done${because}`;
  }
  return last?.what ?? 'nothing';
}

/** Whether a block or a node refused the attempt because its signer may not act for the Host. */
function isNotItsKey(last: AttemptFacts | undefined): boolean {
  const refused = last?.outcome?.kind === 'failed' ? last.outcome : last?.refusal;
  return refused?.codespace === 'host' && refused.code === UNAUTHORIZED;
}
