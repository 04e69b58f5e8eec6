import type { Clock } from './clock.js';
import { ClockWatch, type Disturbance } from './clock-watch.js';
import { isClassified } from './error.js';
import type { Health } from './health.js';
import { logError, type Logger } from './log.js';
import type { LoopMetrics } from './metrics.js';
import { pauseOn } from './pause.js';

/** Something that a plan wants done. */
export interface Action {
  /** what kind it is, such as `claim`: a label of metrics */
  readonly kind: string;
}

/** What a level-triggered loop needs. */
export interface LoopParts<A extends Action> {
  /** Looks at what is true now and says what is to be done; never relies on an event that could be missed. */
  plan: (signal: AbortSignal) => Promise<readonly A[]>;
  /** Does one of them. Whether it worked shows in the next plan. */
  act: (action: A, signal: AbortSignal) => Promise<void>;
  /** pause between passes, milliseconds; a function to follow the chain's parameters */
  everyMs: number | (() => number);
  /** ends the loop: the action under way finishes its durable step */
  signal: AbortSignal;
  clock: Clock;
  log: Logger;
  metrics?: LoopMetrics;
  health?: Health;
  /** Waits until the next pass; by default the pause and nothing else. A hint that something happened may cut it short. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** told when the machine's time went wrong between two passes; it is logged anyway */
  onDisturbance?: (kind: Disturbance['kind']) => void;
}

/**
 * Plans and acts, again and again, until the signal is aborted. An action that fails never keeps the others from being done;
 * a plan that fails is made again after the pause. Errors are logged with their code, and those nobody classified with
 * `unclassified: true`.
 */
export async function runLoop<A extends Action>(parts: LoopParts<A>): Promise<void> {
  const { signal, clock, everyMs, metrics, health } = parts;
  const wait = parts.wait ?? pauseOn(clock);
  const watch = new ClockWatch(clock);
  while (!signal.aborted) {
    const began = clock.monotonic();
    await runPass(parts);
    metrics?.passed((clock.monotonic() - began) / 1000);
    health?.beat();
    const pauseMs = typeof everyMs === 'number' ? everyMs : everyMs();
    watch.pausing();
    await wait(pauseMs, signal);
    disturbed(parts, watch.paused(pauseMs));
  }
}

/** One pass: a plan, then each of its actions. Aborting ends it before the next action. */
export async function runPass<A extends Action>(parts: LoopParts<A>): Promise<void> {
  const { plan, act, signal, health } = parts;
  const stopped = (): boolean => signal.aborted;
  let actions: readonly A[];
  try {
    actions = await plan(signal);
    health?.setUnready(undefined);
  } catch (error) {
    if (stopped()) return;
    health?.setUnready(`no plan: ${error instanceof Error ? error.message : String(error)}`);
    report(parts, 'plan', error);
    return;
  }
  for (const action of actions) {
    if (stopped()) return;
    try {
      await act(action, signal);
    } catch (error) {
      if (stopped()) return;
      report(parts, action.kind, error);
    }
  }
}

/** Said once for each, so that who reads the log knows why its times look wrong. */
function disturbed<A extends Action>({ log, onDisturbance }: LoopParts<A>, found: readonly Disturbance[]): void {
  if (found.length === 0) return;
  const [kinds, texts] = [found.map(({ kind }) => kind), found.map(({ text }) => text)];
  log.warn({ kinds }, `${texts.join('; ')}; nothing is decided by it, deadlines are block time`);
  for (const kind of kinds) onDisturbance?.(kind);
}

function report<A extends Action>({ log, metrics }: LoopParts<A>, action: string, error: unknown): void {
  metrics?.failed(action, isClassified(error) ? error.code : 'unclassified');
  logError(log, error, `${action} failed and is tried again`, { action });
}
