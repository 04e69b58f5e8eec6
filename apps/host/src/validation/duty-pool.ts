import { type Action, isClassified, logError, type LoopParts, runLoop } from '@pacer/agent';
import type { Duty } from '@pacer/journal';
import { OwnerSlots, type Shares } from './owner-slots.js';
import { doDuty, LEASE_MS, type ReExecutionParts } from './re-execution.js';

const KIND = 're-execute';

interface DutyAction extends Action {
  readonly kind: typeof KIND;
  readonly duty: Duty;
}

export interface DutyPoolParts extends Pick<LoopParts<DutyAction>, 'signal' | 'clock' | 'log' | 'metrics'> {
  /** Pause when there is nothing to do or no place, in milliseconds. */
  readonly everyMs: () => number;
  readonly work: ReExecutionParts;
  readonly shares: Shares;
  /** Whether a duty could be finished: without chain or engine it would only be put back. */
  readonly canWork: () => boolean;
}

/**
 * Does duties until the signal, several at the same time: one loop takes them one after the other and begins each, so that what
 * the owners have taken is always known when the next one is chosen. Ends when those under way are done or put back.
 */
export async function runDuties(parts: DutyPoolParts): Promise<void> {
  const pool = new DutyPool(parts);
  await runLoop(pool.loop);
  await pool.settled();
}

/** The loop behind `runDuties`, pass by pass. */
export class DutyPool {
  readonly loop: LoopParts<DutyAction>;
  readonly #parts: DutyPoolParts;
  readonly #slots: OwnerSlots;
  readonly #underWay = new Map<string, Promise<void>>();
  #wake = new AbortController();
  #tookOne = false;

  constructor(parts: DutyPoolParts) {
    const { signal, clock, log, metrics, everyMs } = parts;
    this.#parts = parts;
    this.#slots = new OwnerSlots(parts.shares, parts.work.standing);
    this.loop = {
      ...{ signal, clock, log, ...(metrics && { metrics }) },
      // The next one at once; else until a place is free, and so when the journal failed: a full disk must not make it spin.
      everyMs: () => (this.#tookOne && this.#slots.hasRoom ? 0 : everyMs()),
      wait: (ms, stop) => clock.sleep(ms, AbortSignal.any([stop, this.#wake.signal])),
      plan: () => this.#plan(),
      act: ({ duty }, stop) => {
        this.#begin(duty, stop);
        return Promise.resolve();
      },
    };
  }

  /** Duties that are done now. */
  get inFlight(): number {
    return this.#slots.inFlight;
  }

  /** Waits for those under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay.values());
  }

  async #plan(): Promise<DutyAction[]> {
    this.#wake = new AbortController();
    this.#tookOne = false;
    const { work, canWork } = this.#parts;
    if (!this.#slots.hasRoom || !canWork()) return [];
    const nowMs = work.now();
    const duty = await work.duties.take(nowMs, LEASE_MS, { without: this.#slots.without(nowMs) });
    this.#tookOne = duty !== undefined;
    return duty ? [{ kind: KIND, duty }] : [];
  }

  #begin(duty: Duty, stop: AbortSignal): void {
    const { work } = this.#parts;
    const key = `${duty.epoch}/${duty.batchId}/${duty.index}`;
    // It was asleep for longer than the lease: taking it again has renewed that.
    if (this.#underWay.has(key)) return;
    const giveBack = this.#slots.take(duty.owner, work.now());
    work.metrics.validating(this.inFlight);
    const ended = this.#do(duty, stop).finally(() => {
      giveBack();
      this.#underWay.delete(key);
      work.metrics.validating(this.inFlight);
    });
    this.#underWay.set(key, ended);
  }

  async #do(duty: Duty, stop: AbortSignal): Promise<void> {
    const { work, log, metrics } = this.#parts;
    try {
      await doDuty(work, duty, stop);
      // After the place is given back.
      setImmediate(() => {
        this.#wake.abort();
      });
    } catch (error) {
      if (stop.aborted) return;
      metrics?.failed(KIND, isClassified(error) ? error.code : 'unclassified');
      logError(log, error, `${KIND} failed and is tried again`, { action: KIND });
    }
  }
}
