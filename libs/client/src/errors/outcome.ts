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

/** A line of a table: class and what to do. */
export type Outcome = Omit<Classified, 'name'>;

export const done = (what: string): Outcome => ({ class: 'done', what });
export const retry = (what: string): Outcome => ({ class: 'retry', what });
export const fix = (what: string): Outcome => ({ class: 'fix', what });
export const hopeless = (what: string): Outcome => ({ class: 'hopeless', what });

/** By code. */
export type ErrorTable = ReadonlyMap<number, Classified>;

/** What the generated enums carry and no chain sends: 0, 1 and −1. */
type Placeholder = 'UNSPECIFIED' | 'UNUSED' | 'UNRECOGNIZED';

/**
 * The table of one of our modules, from the enum of its errors.proto.
 * @param outcomes one for every name of the enum, and for nothing else
 */
export function moduleTable<E extends Record<string, string | number>>(
  codespace: string,
  codes: E,
  outcomes: Record<Exclude<keyof E & string, Placeholder>, Outcome>,
): ErrorTable {
  return new Map(
    Object.entries<Outcome>(outcomes).map(([name, outcome]) => [
      Number(codes[name]),
      { ...outcome, name: `${codespace}/${name}` },
    ]),
  );
}

/** The table of a codespace that has no enum: code → name and outcome. */
export function codespaceTable(codespace: string, lines: Record<number, readonly [string, Outcome]>): ErrorTable {
  return new Map(
    Object.entries(lines).map(([code, [name, outcome]]) => [
      Number(code),
      { ...outcome, name: `${codespace}/${name}` },
    ]),
  );
}
