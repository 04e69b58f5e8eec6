import type { Clock } from './clock.js';

/** Milliseconds from which on a difference is worth a word. */
export const DISTURBED_MS = 5_000;

/**
 * Something that happened to the machine's time between two passes. None of it decides anything: intervals are monotonic, and
 * deadlines are block time.
 */
export interface Disturbance {
  /**
   * - `stalled`: the process did not run: it was stopped, starved, or its disk hung
   * - `clock-ahead`: the wall clock went further than the monotonic one: it was set, or the machine slept
   * - `clock-back`: the wall clock was set back
   */
  kind: 'stalled' | 'clock-ahead' | 'clock-back';
  /** by how much, positive */
  ms: number;
  /** what happened, for people */
  text: string;
}

/** Compares a machine's two clocks with each other and with the pauses that were asked for. */
export class ClockWatch {
  readonly #clock: Clock;
  #wall: number;
  #monotonic: number;
  #pauseBegan: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wall = clock.now();
    this.#monotonic = clock.monotonic();
  }

  /** A pause begins. */
  pausing(): void {
    this.#pauseBegan = this.#clock.monotonic();
  }

  /**
   * It has ended.
   * @param askedMs how long it should have been at most
   * @returns what happened since the last call, if anything did
   */
  paused(askedMs: number): Disturbance[] {
    const [wall, monotonic] = [this.#clock.now(), this.#clock.monotonic()];
    const lateMs = monotonic - (this.#pauseBegan ?? monotonic) - askedMs;
    const driftMs = wall - this.#wall - (monotonic - this.#monotonic);
    [this.#wall, this.#monotonic, this.#pauseBegan] = [wall, monotonic, undefined];
    const found: Disturbance[] = [];
    if (lateMs > DISTURBED_MS) {
      const text = `a pause took ${seconds(lateMs)} longer than asked: the process was stopped or starved`;
      found.push({ kind: 'stalled', ms: lateMs, text });
    }
    if (driftMs > DISTURBED_MS) {
      const text = `the wall clock went ${seconds(driftMs)} ahead: it was set, or the machine slept`;
      found.push({ kind: 'clock-ahead', ms: driftMs, text });
    }
    if (driftMs < -DISTURBED_MS) {
      found.push({ kind: 'clock-back', ms: -driftMs, text: `the wall clock was set back by ${seconds(-driftMs)}` });
    }
    return found;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
