/**
 * The submitter and its decisions, for tests and simulations; the program itself is `pacer-artifact-submitter`.
 * @packageDocumentation
 */
export { openSubmitter } from './open-submitter.js';
export { PROGRAM } from './settings.js';
export { readConfig, type SubmitterConfig } from './config.js';
export { plan } from './plan.js';
export type { AttemptFacts, Facts, OpenBatch, OpenResult, SubmitterAction, WaitingRecords } from './facts.js';
export { laneOf, type Lane } from './lane.js';
export { SubmitterMetrics } from './metrics.js';
export { SubmitterWindows, WINDOWS } from './windows.js';
