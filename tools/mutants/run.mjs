/**
 * Breaks the sources in each of these ways, one at a time, and says which test noticed.
 * @param {{ firstFailure: (mutant: import('./mutants.mjs').Mutant) => string | undefined, firstFailureUnbroken: () => string | undefined }} bench
 * @returns {{ code: number, verdicts: { mutant: string, file: string, breaks: string, caughtBy: string | undefined, problem?: string }[] }}
 *   code 1 when one survives, when an edit no longer applies, or when a test fails without any
 */
export function runMutants(bench, mutants, tell = console.log) {
  const before = bench.firstFailureUnbroken();
  if (before !== undefined) {
    tell(`mutants: a test fails without any: ${before}`);
    return { code: 1, verdicts: [] };
  }
  tell('mutant | file | caught by (first failing test)');
  const verdicts = mutants.map((mutant) => {
    const { name, file, breaks } = mutant;
    const verdict = { mutant: name, file, breaks, ...judged(bench, mutant) };
    tell(`${name} | ${file} | ${verdict.problem ?? verdict.caughtBy ?? `NOTHING: ${breaks}`}`);
    return verdict;
  });
  const survivors = verdicts.filter(({ caughtBy }) => caughtBy === undefined);
  tell(`mutants: ${verdicts.length - survivors.length} of ${verdicts.length} caught`);
  return { code: survivors.length === 0 ? 0 : 1, verdicts };
}

function judged(bench, mutant) {
  try {
    return { caughtBy: bench.firstFailure(mutant) };
  } catch (error) {
    return { caughtBy: undefined, problem: error.message };
  }
}
