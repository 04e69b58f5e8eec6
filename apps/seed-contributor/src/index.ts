/**
 * The contributor and its decisions, for tests and simulations; the program itself is `pacer-seed-contributor`.
 * @packageDocumentation
 */
export { Contributor } from './contributor.js';
export type { Computing, Scheme } from './scheme.js';
export { partKey, PROGRAM, readConfig, type ContributorConfig } from './settings.js';
export { nextStep, type NextStep } from './next-step.js';
export { plan } from './plan.js';
export { dealSlot, type DealSlotInput } from './deal-slot.js';
export type { AttemptFacts, ContributorAction, Facts, PartFacts, Prepared, RoundFacts, Window } from './facts.js';
export { ContributorMetrics } from './metrics.js';
export { WINDOWS, windowsOf } from './alarms.js';
