/**
 * The submitter's decisions, for tests and simulations; the program itself is `pacer-artifact-submitter`.
 * @packageDocumentation
 */
export { plan } from './plan.js';
export type { AttemptFacts, Facts, OpenBatch, OpenResult, SubmitterAction } from './facts.js';
