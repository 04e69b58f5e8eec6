import { isClassified } from '../error.js';
import { redaction } from '../redaction.js';

/** What a check found. */
export interface Finding {
  ok: boolean;
  /** what is the case, for people */
  said: string;
  /** what to do, when it is not ok, or could be better */
  fix?: string;
  /** whether it works but somebody should look at it all the same; `ok` is true then */
  warn?: true;
}

/** One question that a doctor asks. */
export interface Check {
  /** such as `key file` */
  name: string;
  ask: (signal?: AbortSignal) => Promise<Finding> | Finding;
}

/** A check with its answer. */
export interface Diagnosis extends Finding {
  name: string;
}

/** Asks all checks, one after the other. One that throws has failed with what it threw. No answer has a secret in it. */
export async function runDoctor(checks: readonly Check[], signal?: AbortSignal): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  const add = (diagnosis: Diagnosis) => diagnoses.push({ ...diagnosis, said: redaction.text(diagnosis.said) });
  for (const { name, ask } of checks) {
    try {
      add({ name, ...(await ask(signal)) });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      add({
        name,
        ok: false,
        said,
        ...(!isClassified(error) && { fix: 'report this: nobody expected it' }),
      });
    }
  }
  return diagnoses;
}

/** A line per check: `ok`, `!!` (it works, and wants a look) or `NO`, what is the case, and what to do about it. */
export function diagnosisText(diagnoses: readonly Diagnosis[]): string {
  return diagnoses
    .map(
      ({ name, ok, warn, said, fix }) =>
        `${!ok ? 'NO' : warn ? '!!' : 'ok'}  ${name}: ${said}${fix ? `\n    → ${fix}` : ''}\n`,
    )
    .join('');
}
