/**
 * The claimer and its decisions, for tests and simulations; the program itself is `pacer-reward-claimer`.
 * @packageDocumentation
 */
export { Claimer, type ClaimerParts } from './claimer.js';
export { claimKey, PROGRAM, readConfig, type ClaimerConfig } from './settings.js';
export type { SecretScheme } from './secret.js';
export { nextClaim, plan, type NextClaim } from './plan.js';
export { nextClaimHeight, pauseBlocks } from './cadence.js';
export { epochReport, type EpochReport } from './report.js';
export type { AttemptFacts, ClaimerAction, ClaimWindow, DutyState, EpochFacts, Facts } from './facts.js';
export { ClaimerMetrics } from './metrics.js';
export { WINDOWS, windowsOf } from './windows.js';
