import { runAgent } from '@pacer/agent';
import { Contributor } from './contributor.js';
import { PROGRAM, type ContributorConfig } from './settings.js';

/** Deals and opens until SIGTERM or SIGINT. */
export function run(config: ContributorConfig): Promise<void> {
  return runAgent({ program: PROGRAM, own: config.own, open: (log, machine) => new Contributor(config, log, machine) });
}
