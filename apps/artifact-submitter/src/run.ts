import { runAgent } from '@pacer/agent';
import type { SubmitterConfig } from './config.js';
import { openSubmitter } from './open-submitter.js';
import { PROGRAM } from './settings.js';

/** Submits until SIGTERM or SIGINT. */
export function run(config: SubmitterConfig): Promise<void> {
  return runAgent({ program: PROGRAM, own: config.own, open: (log, machine) => openSubmitter(config, log, machine) });
}
