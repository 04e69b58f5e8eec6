import type { Clock } from './clock.js';

/** A clock that moves when somebody sleeps, and whose wall clock and sleeps can be disturbed. */
export class VirtualClock implements Clock {
  monotonicMs = 0;
  /** wall clock minus monotonic */
  offsetMs = 1_000_000;
  /** milliseconds that each sleep took, asked and real */
  readonly slept: { askedMs: number; tookMs: number }[] = [];
  /** what a sleep really takes; a machine that is stopped takes longer */
  take: (askedMs: number) => number = (askedMs) => askedMs;

  now(): number {
    return this.monotonicMs + this.offsetMs;
  }

  monotonic(): number {
    return this.monotonicMs;
  }

  sleep(askedMs: number, signal?: AbortSignal): Promise<void> {
    const tookMs = signal?.aborted ? 0 : this.take(askedMs);
    this.monotonicMs += tookMs;
    this.slept.push({ askedMs, tookMs });
    return Promise.resolve();
  }
}
