import type { Clock } from '@pacer/agent';
import type { Patience } from '@pacer/client';

/** How long endpoints that are a moment behind are waited for, before something is made from what one of them says. */
export function patience(clock: Clock, signal: AbortSignal): Patience {
  return {
    ...{ times: 20, everyMs: 100 },
    sleep: async (ms) => {
      await clock.sleep(ms, signal);
      signal.throwIfAborted();
    },
  };
}
