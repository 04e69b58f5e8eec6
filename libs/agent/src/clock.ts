import { setTimeout as delay } from 'node:timers/promises';

/** Wall-clock time for logs and pauses. Protocol time is block time and comes from the chain alone. */
export interface Clock {
  /** Unix milliseconds */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      if (!signal?.aborted) throw error;
    }
  },
};
