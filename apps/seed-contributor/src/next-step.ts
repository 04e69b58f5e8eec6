import { classify } from '@pacer/client';
import { SprintError } from '@pacer/proto/errors';
import { nextTryHeight } from './cadence.js';
import type { AttemptFacts, Facts, PartFacts, RoundFacts, Window } from './facts.js';
import type { Part } from './settings.js';

/** What comes next for the dealing or the opening of an epoch, and why. */
export type NextStep =
  /** nothing: it is done, not this Host's to do, or too late */
  | { kind: 'never'; why: string }
  /** nothing before somebody acts */
  | { kind: 'stopped'; why: string; todo: string }
  /** an attempt or a computation is under way, or something whose height nobody knows */
  | { kind: 'pending'; why: string }
  /** sent when the next block can be of this height */
  | { kind: 'at'; height: bigint; attempt: number; why: string }
  | { kind: 'now'; attempt: number; why: string };

/** Codes that say something about the bytes: the same again would fail again (§4). */
const ABOUT_THE_BYTES: readonly number[] = [
  SprintError.NOT_ALONE,
  SprintError.INVALID_LENGTH,
  SprintError.INVALID_PROOF,
  SprintError.INVALID_POINT,
  SprintError.NOT_LOW_DEGREE,
  SprintError.INVALID_ENCRYPTION,
  SprintError.INVALID_OPENING,
];

/** Another key file than the one whose dealing key the chain has. */
const WRONG_KEY =
  'use the key file with the dealing key that the chain has for this Host and epoch (pacer-seed-contributor doctor)';

/** What comes next for a part of the current epoch. Pure: heights are compared by order alone. */
export function nextStep(facts: Facts, part: Part): NextStep {
  const { round } = facts;
  const of = round.parts[part];
  if (!round.held) return { kind: 'never', why: 'the Host holds no slot in this epoch' };
  if (isDone(of)) return { kind: 'never', why: `the chain has it since height ${of.height}` };
  const late = tooLate(facts, part);
  if (late !== undefined) return { kind: 'never', why: late };
  const last = of.attempts.at(-1);
  if (last && !last.outcome) return { kind: 'pending', why: 'an attempt is under way' };
  if (!round.keyFits) {
    return { kind: 'stopped', why: "the key file's dealing key is not the one that the chain has", todo: WRONG_KEY };
  }
  return afterwards(facts, part, last) ?? whenDue(facts, part, last);
}

/** Whether the chain's state has it. */
export function isDone({ height, shown }: PartFacts): boolean {
  return height > 0n && shown;
}

/** Heights between which a part can be done; undefined for openings while dealings are not closed. */
export function windowOf({ dealWindow, openFrom, nextStart, earliestEnd }: RoundFacts, part: Part): Window | undefined {
  if (part === 'deal') return dealWindow;
  if (openFrom === 0n) return undefined;
  if (nextStart > 0n) return { from: openFrom, end: nextStart, exact: true };
  // An epoch that is stretched past its length ends later than anybody knows, and not in the block after the next.
  return { from: openFrom, end: earliestEnd > openFrom ? earliestEnd : openFrom + 1n, exact: false };
}

/** Why the next block cannot take it; undefined if it can, now or later. */
function tooLate({ height, round }: Facts, part: Part): string | undefined {
  const { closeHeight, dealWindow, dealtSlots, threshold, nextStart } = round;
  const next = height + 1n;
  if (part === 'deal') {
    if (closeHeight > 0n) return `dealings are closed since height ${closeHeight}`;
    if (next >= dealWindow.end && dealtSlots >= threshold) return 'dealings are closed in the next block';
  }
  return nextStart > 0n && next >= nextStart ? `epoch ${round.epoch + 1n} begins with the next block` : undefined;
}

/** What an attempt that ended, or the chain's count of them, leaves to do; undefined if another may be made. */
function afterwards({ round }: Facts, part: Part, last: AttemptFacts | undefined): NextStep | undefined {
  const of = round.parts[part];
  switch (last?.outcome?.kind) {
    case 'ok':
    case 'superseded':
      return { kind: 'pending', why: 'it is on the chain; the next look shows it' };
    case 'failed': {
      const { class: kind, name } = classify(last.outcome.codespace, last.outcome.code);
      if (kind === 'done') return { kind: 'pending', why: `${name}: it is on the chain; the next look shows it` };
      if (kind === 'hopeless') return { kind: 'never', why: `${name} at height ${last.outcome.height}` };
      break;
    }
    case 'dead':
    case undefined:
      break;
  }
  if (part === 'deal' && round.attemptsUsed >= round.maxAttempts) {
    const why = `the chain has counted ${round.attemptsUsed} of ${round.maxAttempts} attempts`;
    return { kind: 'stopped', why, todo: 'nothing in this epoch; find out why its dealings were refused' };
  }
  const refused = of.prepared.state === 'ready' ? refusedBytes(of, of.prepared.payload) : undefined;
  return refused && { kind: 'stopped', ...refused };
}

/** Whether a block has refused these very bytes for what they are, and what to do about it. */
function refusedBytes({ attempts }: PartFacts, payload: string): { why: string; todo: string } | undefined {
  for (const { outcome, payload: its, attempt } of attempts) {
    if (outcome?.kind !== 'failed' || its !== payload) continue;
    if (outcome.codespace !== 'sprint' || !ABOUT_THE_BYTES.includes(outcome.code)) continue;
    const { name, what } = classify(outcome.codespace, outcome.code);
    return { why: `attempt ${attempt} with the same bytes was refused as ${name}`, todo: what };
  }
  return undefined;
}

/** Nothing stands in the way: when is it sent? */
function whenDue({ height, round }: Facts, part: Part, last: AttemptFacts | undefined): NextStep {
  const { prepared } = round.parts[part];
  const attempt = (last?.attempt ?? 0) + 1;
  const window = windowOf(round, part);
  if (!window) return { kind: 'pending', why: whileNotClosed(round) };
  const first = part === 'deal' ? round.dealAt : window.from;
  const refused = last?.outcome?.kind === 'failed' ? last.outcome : undefined;
  const again = refused ? nextTryHeight(refused.height, window) : first;
  const due = again > first ? again : first;
  const because = refused
    ? `after ${classify(refused.codespace, refused.code).name} at height ${refused.height}`
    : part === 'deal'
      ? 'its place in the deal window'
      : 'the first height at which openings are accepted';
  if (height + 1n < due) return { kind: 'at', height: due, attempt, why: because };
  switch (prepared.state) {
    case 'ready':
      return { kind: 'now', attempt, why: `due since height ${due}` };
    case 'failed':
      return { kind: 'pending', why: `it could not be computed and is tried again: ${prepared.why}` };
    case 'absent':
    case 'computing':
      return { kind: 'pending', why: 'it is being computed' };
  }
}

function whileNotClosed({ dealWindow, cutoff, dealtSlots, threshold }: RoundFacts): string {
  const from = cutoff > dealWindow.end + 1n ? cutoff : dealWindow.end + 1n;
  return dealtSlots >= threshold
    ? `openings are accepted from height ${from} on at the earliest, once dealings are closed`
    : `dealings are not closed before dealers hold ${threshold} slots; they hold ${dealtSlots}`;
}
