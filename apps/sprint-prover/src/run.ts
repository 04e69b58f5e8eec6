import { runAgent } from '@pacer/agent';
import { PROGRAM, type ProverConfig } from './settings.js';
import { SprintProver } from './sprint-prover.js';

/** Proves, commits and checks until SIGTERM or SIGINT. */
export function run(config: ProverConfig): Promise<void> {
  return runAgent({
    program: PROGRAM,
    own: config.own,
    open: (log, machine) => new SprintProver(config, log, machine),
  });
}
