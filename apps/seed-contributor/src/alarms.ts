import { passedPercent, type WatchedWindow } from '@pacer/agent';
import type { Facts } from './facts.js';
import { isDone, nextStep, windowOf } from './next-step.js';
import { PARTS, partKey, type Part } from './settings.js';

/** Sorts of windows that a contributor watches. */
export const WINDOWS = PARTS;

/** How much of a window has passed without success. */
export interface Overdue {
  part: Part;
  /** whole percent of the window; 0 before it, and once the chain has it */
  percent: number;
  /** blocks until it is too late, 0 when it may be any time; undefined when there is nothing left to do */
  blocksLeft: bigint | undefined;
}

/** Both parts of the epoch, as windows that pass. Pure. */
export function windowsOf(facts: Facts): WatchedWindow[] {
  return PARTS.flatMap((part) => windowOfPart(facts, part));
}

function windowOfPart(facts: Facts, part: Part): WatchedWindow[] {
  const { round } = facts;
  const of = round.parts[part];
  if (!round.held) return [];
  const next = nextStep(facts, part);
  const isStopped = next.kind === 'stopped';
  const window = windowOf(round, part);
  // Openings have no window before dealings are closed; whoever will have to help can know before.
  if (!window && !isStopped) return [];
  const { from, end } = window ?? { from: round.earliestEnd, end: round.earliestEnd + 1n };
  return [
    {
      ...{ key: partKey(part, round.epoch), kind: part, from, end },
      // What one endpoint shows and another does not yet is under way, not lost.
      state: isDone(of) ? 'done' : next.kind === 'never' && of.height === 0n ? 'lost' : 'open',
      why: next.why,
      todo: isStopped ? next.todo : '',
      waitsForHelp: isStopped,
    },
  ];
}

/** How far the windows of both parts have passed without success. Pure. */
export function overdue(facts: Facts): Overdue[] {
  const { height } = facts;
  const open = windowsOf(facts).filter(({ state }) => state === 'open');
  return PARTS.map((part) => {
    const window = windowOf(facts.round, part) && open.find(({ kind }) => kind === part);
    if (!window) return { part, percent: 0, blocksLeft: undefined };
    return { part, percent: passedPercent(window, height), blocksLeft: window.end > height ? window.end - height : 0n };
  });
}
