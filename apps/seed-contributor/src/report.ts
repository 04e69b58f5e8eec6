import { classify, type DealStatus, type MyShares, type OutcomeClass } from '@pacer/client';
import { HostError } from '@pacer/proto/errors';
import type { AttemptFacts, Facts } from './facts.js';
import { nextStep } from './next-step.js';
import { PARTS, type Part } from './settings.js';

const UNAUTHORIZED: number = HostError.UNAUTHORIZED;

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

/** The dealing or opening of an epoch for people. */
export interface PartReport {
  part: Part;
  /** block that holds it */
  height: bigint | undefined;
  /** whether the chain has noted that it is missing */
  missed: boolean;
  attempts: AttemptReport[];
  /** height at which it is sent, `now`, or undefined when nobody knows or there is nothing to send; of the current epoch */
  next: bigint | 'now' | undefined;
  why: string | undefined;
  /** what a person should do; `nothing` when the agent goes on by itself */
  todo: string;
}

/** One round for people. */
export interface EpochReport {
  epoch: bigint;
  held: { first: number; count: number } | undefined;
  /** W and t */
  slots: number;
  threshold: number;
  dealtSlots: number;
  openSlots: number;
  dealClose: bigint;
  closeHeight: bigint | undefined;
  extended: boolean;
  openFrom: bigint | undefined;
  /** B */
  beaconHeight: bigint | undefined;
  /** δ in millionths of a slot */
  deltaPpm: bigint;
  /** what the slots promise about coalitions, in millionths of the weight, as the chain says it (docs/beacon.md) */
  secretBelowPpm: number;
  opensFromPpm: number;
  /** what the absences take of the settlement of the next epoch, in millionths */
  penaltyPpm: number;
  parts: PartReport[];
}

/** What the chain and the journal say about an epoch. */
export interface EpochAnswers {
  deal: DealStatus;
  /** undefined for a Host without slots */
  shares: MyShares | undefined;
  attempts: Readonly<Record<Part, readonly AttemptFacts[]>>;
}

/** What to tell about an epoch. Pure. @param facts of the current epoch, for what comes next */
export function epochReport({ deal, shares, attempts }: EpochAnswers, facts?: Facts): EpochReport {
  const { epoch, slots, threshold, dealtSlots, openSlots, extended, deltaPpm, ...round } = deal.round;
  const self = shares?.contribution;
  const current = facts?.round.epoch === epoch ? facts : undefined;
  return {
    ...{ epoch, slots, threshold, dealtSlots, openSlots, extended, deltaPpm, dealClose: deal.dealClose },
    held: self && { first: self.firstSlot, count: self.slots },
    closeHeight: known(round.closeHeight),
    openFrom: known(deal.openFrom),
    beaconHeight: known(round.beaconHeight),
    secretBelowPpm: deal.secretBelowPpm,
    opensFromPpm: deal.opensFromPpm,
    penaltyPpm: shares?.penaltyPpm ?? 0,
    parts: PARTS.map((part) => ({
      part,
      height: known((part === 'deal' ? self?.dealtHeight : self?.openedHeight) ?? 0n),
      missed: (part === 'deal' ? self?.missedDeal : self?.missedOpen) ?? false,
      ...partReport(part, attempts[part].map(attemptReport), current),
    })),
  };
}

function partReport(
  part: Part,
  attempts: AttemptReport[],
  facts: Facts | undefined,
): Pick<PartReport, 'attempts' | 'next' | 'why' | 'todo'> {
  if (!facts) return { attempts, next: undefined, why: undefined, todo: 'nothing' };
  const step = nextStep(facts, part);
  const next = step.kind === 'now' ? 'now' : step.kind === 'at' ? step.height : undefined;
  return { attempts, next, why: step.why, todo: todoOf(step, attempts.at(-1)) };
}

function todoOf(step: ReturnType<typeof nextStep>, last: AttemptReport | undefined): string {
  if (step.kind === 'stopped') return step.todo;
  if (step.kind === 'never') return 'nothing';
  return last?.class === 'fix' ? (last.what ?? 'nothing') : 'nothing';
}

function attemptReport({ attempt, state, hash, refusal, outcome }: AttemptFacts): AttemptReport {
  const bare = { attempt, hash, state, height: undefined, reason: undefined, class: undefined, what: undefined };
  switch (outcome?.kind) {
    case 'failed':
      return { ...bare, state: 'refused', height: outcome.height, ...refusalReport(outcome, '') };
    case 'ok':
      return { ...bare, state: 'ok', height: outcome.height, class: 'done' };
    case 'dead': {
      const reason = `never included, by ${outcome.provenBy.join(' and ')}`;
      if (!refusal) return { ...bare, state: 'dead', reason, class: 'retry' };
      return { ...bare, ...refusalReport(refusal, `${reason}; a node answered `), state: 'dead' };
    }
    case 'superseded':
      return { ...bare, state: 'superseded', reason: 'the chain shows it already', class: 'done' };
    case undefined:
      return refusal ? { ...bare, ...refusalReport(refusal, 'a node answered ') } : bare;
  }
}

/** What a block or a node said that did not take a transaction. */
function refusalReport({ codespace, code, log }: NonNullable<AttemptFacts['refusal']>, before: string) {
  const { class: of, name, what } = classify(codespace, code);
  const isNotItsKey = codespace === 'host' && code === UNAUTHORIZED;
  return { reason: `${before}${name}: ${log}`, class: of, what: isNotItsKey ? NOT_ITS_KEY : what };
}

const NOT_ITS_KEY =
  "the key file's hot key is not the one that the chain has for this Host: use the Host's own key file, or have its operator set this hot key; pacer-seed-contributor doctor names both";

function known(height: bigint): bigint | undefined {
  return height > 0n ? height : undefined;
}
