import { nextStep } from './next-step.js';
import type { ContributorAction, Facts } from './facts.js';
import type { Part } from './settings.js';

/** Blocks before what could not be computed is tried again. */
const COMPUTE_AGAIN_BLOCKS = 2n;

/**
 * What to do, from what is true (§9). Pure and level-triggered: the same facts give the same actions, whatever happened before,
 * so that a restart at any height inside a window still acts.
 */
export function plan(facts: Facts): ContributorAction[] {
  return [...planPart(facts, 'deal'), ...planPart(facts, 'open')];
}

function planPart(facts: Facts, part: Part): ContributorAction[] {
  const { epoch } = facts.round;
  const next = nextStep(facts, part);
  if (next.kind === 'now') return [{ kind: part, epoch, attempt: next.attempt }];
  return next.kind !== 'never' && next.kind !== 'stopped' && mayPrepare(facts, part)
    ? [{ kind: part === 'deal' ? 'prepare-dealing' : 'prepare-opening', epoch }]
    : [];
}

/** Whether it can be computed and is not: a dealing from the start of the epoch on, an opening once the sums are final. */
function mayPrepare({ height, round }: Facts, part: Part): boolean {
  const { prepared, attempts } = round.parts[part];
  const kind = attempts.at(-1)?.outcome?.kind;
  // What is on the chain needs no bytes. An attempt that is under way has them in the journal, but may turn out to be dead.
  if (kind === 'ok' || kind === 'superseded' || !round.keyFits) return false;
  if (part === 'open' && round.closeHeight === 0n) return false;
  if (prepared.state === 'failed') return height >= prepared.height + COMPUTE_AGAIN_BLOCKS;
  return prepared.state === 'absent';
}
