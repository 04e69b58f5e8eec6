import { systemClock } from './clock.js';
import { createLogger } from './log.js';
import { runLoop } from './loop.js';

await runLoop({
  plan: () => {
    process.stdout.write('pass\n');
    return Promise.resolve([]);
  },
  act: () => Promise.resolve(),
  everyMs: 2_000,
  signal: AbortSignal.timeout(120_000),
  clock: systemClock,
  log: createLogger({ program: 'stopped' }),
});
