/**
 * What is left to do after a code.
 *
 * - `done`: the effect is there
 * - `retry`: the same can succeed later by itself
 * - `fix`: it can succeed after something else is done, which `what` names
 * - `hopeless`: it can never succeed
 */
export type OutcomeClass = 'done' | 'retry' | 'fix' | 'hopeless';

export interface Classified {
  readonly class: OutcomeClass;
  /** Module and name of the code, e.g. `reward/DUTIES_MISSING`. */
  readonly name: string;
  /** What to do next, for people. */
  readonly what: string;
}

/** An outcome builder for one codespace, so that each line of a table is one line. */
export function outcomesOf(codespace: string) {
  return (name: string, outcome: OutcomeClass, what: string): Classified => ({
    class: outcome,
    name: `${codespace}/${name}`,
    what,
  });
}

/** For the values 0, 1 and −1 that the generated enums carry and no chain sends. */
export const placeholder = (codespace: string): Classified =>
  outcomesOf(codespace)('UNSPECIFIED', 'fix', 'the chain sent a code that means nothing: compare the versions of both');
