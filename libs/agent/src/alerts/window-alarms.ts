import type { Condition, Severity } from './alert.js';

/** Heights between which something has to be done. */
export interface Span {
  from: bigint;
  /** first height at which it is too late; an estimate can only be too early */
  end: bigint;
}

/** Something that has to be done in time, as it is now. */
export interface WatchedWindow extends Span {
  /** what it is about, unique for ever, such as `claim/7`: mostly the operation key */
  key: string;
  /** what the keys of its operations begin with; without it they are the key itself */
  operations?: string;
  /** sort of it, a label of metrics, such as `claim` */
  kind: string;
  /** `lost`: it can't succeed any more */
  state: 'open' | 'done' | 'lost';
  /** why it is not done yet, or why it is lost */
  why: string;
  /** what a person should do; empty when the agent goes on by itself */
  todo: string;
  /** whether nothing goes on before somebody acts */
  waitsForHelp?: boolean;
}

/** Which operations a window is about. */
export type WindowOf = Pick<WatchedWindow, 'key' | 'operations'>;

/** How much of the windows of a kind has passed without success. */
export interface Overdue {
  /** the most that has passed of any, 0 to 1 */
  passed: number;
  /** the fewest blocks that are left in any; undefined when none is open */
  blocksLeft: bigint | undefined;
}

/** What window alarms tell beside conditions. */
export interface WindowMetrics {
  window(kind: string, overdue: Overdue): void;
  missed(kind: string): void;
}

/** Shares of a window, in percent, at which an alarm is raised, and how urgent each is (§9). */
const LEVELS: readonly (readonly [percent: number, severity: Severity])[] = [
  [95, 'critical'],
  [80, 'warning'],
  [50, 'info'],
];
/** Missed windows that are remembered, so that none counts twice. */
const REMEMBERED = 1000;

/** Share of a window that has passed at a height, in whole percent: 0 before it, 100 from its end on. */
export function passedPercent({ from, end }: Span, height: bigint): number {
  if (height < from) return 0;
  if (height >= end) return 100;
  return Number(((height - from) * 100n) / (end - from));
}

/**
 * Watches windows pass without success: at 50, 80 and 95 % there is a condition that says how much is left, why and what to
 * do; one that needs somebody is a condition at once; one that ended without success counts, once, as missed.
 */
export class WindowAlarms {
  readonly #kinds: readonly string[];
  readonly #metrics: WindowMetrics | undefined;
  readonly #endOf: (window: WindowOf) => 'done' | 'unfinished' | undefined;
  readonly #open = new Map<string, WatchedWindow>();
  readonly #missed = new Set<string>();

  /**
   * @param kinds all that there can be, so that metrics exist before anything happens
   * @param endOf how the operations of a window ended by the journal, for windows that are seen no more: an epoch that is over is not
   *   looked at any longer, and what its last block held shows in the journal alone
   */
  constructor(
    kinds: readonly string[],
    endOf: (window: WindowOf) => 'done' | 'unfinished' | undefined,
    metrics?: WindowMetrics,
  ) {
    this.#kinds = kinds;
    this.#metrics = metrics;
    this.#endOf = endOf;
  }

  /**
   * @param windows all that are looked at, at a height
   * @returns `lasting` conditions of the open ones, and the windows that turned out to be `missed` since the last look
   */
  look(windows: readonly WatchedWindow[], height: bigint): { lasting: Condition[]; missed: Condition[] } {
    const missed: Condition[] = [];
    const seen = new Set(windows.map(({ key }) => key));
    for (const window of windows) {
      if (window.state === 'done') this.#open.delete(window.key);
      else if (window.state === 'open') this.#open.set(window.key, window);
      else this.#end(window, missed);
    }
    for (const [key, window] of this.#open) {
      if (seen.has(key)) continue;
      // One that is gone before its end is not needed any more.
      if (height < window.end) this.#open.delete(key);
      else this.#end({ ...window, why: `its window ended at height ${window.end}; before: ${window.why}` }, missed);
    }
    const open = windows.filter(({ state, from }) => state === 'open' && from <= height);
    for (const kind of this.#kinds) {
      const ofKind = open.filter((window) => window.kind === kind);
      this.#metrics?.window(kind, overdueOf(ofKind, height));
    }
    const waiting = windows.filter(({ state, waitsForHelp }) => state === 'open' && waitsForHelp);
    return { lasting: [...waiting.map(help), ...open.flatMap((window) => deadline(window, height))], missed };
  }

  /** A window that is over as far as the chain shows. An attempt under way may have made it in the last block: that is waited for. */
  #end(window: WatchedWindow, missed: Condition[]): void {
    const end = this.#endOf(window);
    if (end === 'unfinished') {
      this.#open.set(window.key, window);
      return;
    }
    this.#open.delete(window.key);
    if (end === undefined) this.#miss(window, missed);
  }

  #miss(window: WatchedWindow, missed: Condition[]): void {
    if (this.#missed.has(window.key)) return;
    this.#missed.add(window.key);
    for (const oldest of this.#missed) {
      if (this.#missed.size <= REMEMBERED) break;
      this.#missed.delete(oldest);
    }
    this.#metrics?.missed(window.kind);
    const todo = window.todo || 'find out why from the log and status, so that the next one is not missed too';
    missed.push({ alert: 'missed-window', key: window.key, said: `${window.key} was missed: ${window.why}`, todo });
  }
}

function overdueOf(open: readonly WatchedWindow[], height: bigint): Overdue {
  const left = open.map(({ end }) => (end > height ? end - height : 0n));
  return {
    passed: Math.max(0, ...open.map((window) => passedPercent(window, height) / 100)),
    blocksLeft: left.reduce<bigint | undefined>(
      (least, one) => (least === undefined || one < least ? one : least),
      undefined,
    ),
  };
}

function help({ key, why, todo }: WatchedWindow): Condition {
  return { alert: 'needs-help', key, said: `${key} waits for help: ${why}`, todo, cause: why };
}

function deadline(window: WatchedWindow, height: bigint): Condition[] {
  const { key, end, why, todo } = window;
  const percent = passedPercent(window, height);
  const level = LEVELS.find(([from]) => percent >= from);
  if (!level) return [];
  const left = end > height ? end - height : 0n;
  const said = `${percent} % of the time for ${key} have passed without success, ${left} blocks are left; ${why}`;
  return [{ alert: 'deadline', key, said, todo, severity: level[1] }];
}
