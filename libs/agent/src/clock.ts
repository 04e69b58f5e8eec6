import { setTimeout as delay } from 'node:timers/promises';

/** The machine's two clocks. Protocol time is neither: it is block time and comes from the chain alone. */
export interface Clock {
  /** Unix milliseconds, for logs and journals: a person or NTP may set it at any moment */
  now(): number;
  /** milliseconds since some moment, for intervals: never set, never backwards */
  monotonic(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The clocks of the machine that the program runs on. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
