import { runAgent } from '@pacer/agent';
import { Claimer } from './claimer.js';
import { PROGRAM, type ClaimerConfig } from './settings.js';

/** Claims until SIGTERM or SIGINT. */
export function run(config: ClaimerConfig): Promise<void> {
  return runAgent({ program: PROGRAM, own: config.own, open: (log, machine) => new Claimer(config, log, machine) });
}
