/**
 * The prover and its decisions, for tests and simulations; the program itself is `pacer-sprint-prover`.
 * @packageDocumentation
 */
export { SprintProver } from './sprint-prover.js';
export { PROGRAM, readConfig, type ProverConfig } from './settings.js';
export { proverOf, type ProverChoice } from './open-prover.js';
export { challengeKey, sprintKey, workKey } from './keys.js';
export { nextCommit, type NextCommit } from './next-commit.js';
export { nextChallenge, type NextChallenge } from './next-challenge.js';
export { plan } from './plan.js';
export { milestones, reserveBlocks } from './milestones.js';
export type * from './facts.js';
export { HitsJournal, type Run } from './hits-journal.js';
export { ProverMetrics } from './metrics.js';
export { WINDOWS, windowsOf } from './alarms.js';
export { CHALLENGE, COMMIT } from './messages.js';
