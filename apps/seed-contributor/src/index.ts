/**
 * The contributor's decisions, for tests and simulations; the program itself is `pacer-seed-contributor`.
 * @packageDocumentation
 */
export { nextStep, type NextStep } from './next-step.js';
export { plan } from './plan.js';
export { dealSlot, type DealSlotInput } from './deal-slot.js';
export type { AttemptFacts, ContributorAction, Facts, PartFacts, Prepared, RoundFacts, Window } from './facts.js';
