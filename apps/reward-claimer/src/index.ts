/**
 * The claimer's decisions, for tests and simulations; the program itself is `pacer-reward-claimer`.
 * @packageDocumentation
 */
export { nextClaim, plan, type NextClaim } from './plan.js';
export { nextClaimHeight, pauseBlocks } from './cadence.js';
export { epochReport, type EpochReport } from './report.js';
export type { AttemptFacts, ClaimerAction, ClaimWindow, DutyState, EpochFacts, Facts } from './facts.js';
