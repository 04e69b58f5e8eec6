import type { Logger } from '@pacer/agent';
import { alarmLevel, passedPercent } from './cadence.js';
import type { Facts } from './facts.js';
import { isDone, nextStep, windowOf } from './next-step.js';
import { PARTS, partKey, type Part } from './settings.js';

/** How much of a window has passed without success. */
export interface Overdue {
  part: Part;
  /** whole percent of the window; 0 before it, and once the chain has it */
  percent: number;
  /** 0, 50, 80 or 95: the last of these that has passed */
  level: number;
  /** blocks until it is too late, 0 when it may be any time; undefined when there is nothing left to do */
  blocksLeft: bigint | undefined;
}

/** How far the windows of both parts have passed without success. Pure. */
export function overdue(facts: Facts): Overdue[] {
  const { height, round } = facts;
  return PARTS.map((part) => {
    const window = windowOf(round, part);
    const waits = round.held && window && !isDone(round.parts[part]) && !isLost(facts, part);
    if (!waits) return { part, percent: 0, level: 0, blocksLeft: undefined };
    const blocksLeft = window.end > height ? window.end - height : 0n;
    return { part, percent: passedPercent(window, height), level: alarmLevel(window, height), blocksLeft };
  });
}

/** Whether the window is over: nobody can do anything about it any more. */
function isLost(facts: Facts, part: Part): boolean {
  return nextStep(facts, part).kind === 'never';
}

/**
 * Says at once, and once, that nothing is sent before somebody acts; and once for each of 50, 80 and 95 % that so much of a
 * window has passed, with why and until when.
 */
export class Alarms {
  readonly #said = new Map<string, number>();
  /** what was said to need help, by operation key */
  readonly #helpless = new Map<string, string>();

  note(facts: Facts, log: Logger): void {
    const { epoch } = facts.round;
    for (const part of PARTS) this.#askForHelp(facts, part, log);
    for (const { part, level, percent, blocksLeft } of overdue(facts)) {
      const key = partKey(part, epoch);
      if (level <= (this.#said.get(key) ?? 0)) continue;
      this.#said.set(key, level);
      const next = nextStep(facts, part);
      const todo = next.kind === 'stopped' ? `: ${next.todo}` : '';
      log.warn(
        { key, percent, blocksLeft },
        `${percent} % of the time for ${key} have passed without success, ${blocksLeft} blocks are left; ${next.why}${todo}`,
      );
    }
    for (const said of [this.#said, this.#helpless])
      for (const key of said.keys()) if (!key.endsWith(`/${epoch}`)) said.delete(key);
  }

  #askForHelp(facts: Facts, part: Part, log: Logger): void {
    const key = partKey(part, facts.round.epoch);
    const next = nextStep(facts, part);
    if (next.kind !== 'stopped') {
      this.#helpless.delete(key);
      return;
    }
    if (this.#helpless.get(key) === next.why) return;
    this.#helpless.set(key, next.why);
    log.error({ key }, `${key} waits for help: ${next.why}; ${next.todo}`);
  }
}
