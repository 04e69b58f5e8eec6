import { isClassified } from '../error.js';

/** What a check found. */
export interface Finding {
  ok: boolean;
  /** what is the case, for people */
  said: string;
  /** what to do, when it is not ok */
  fix?: string;
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

/** Asks all checks, one after the other. One that throws has failed with what it threw. */
export async function runDoctor(checks: readonly Check[], signal?: AbortSignal): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  for (const { name, ask } of checks) {
    try {
      diagnoses.push({ name, ...(await ask(signal)) });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      diagnoses.push({
        name,
        ok: false,
        said,
        ...(!isClassified(error) && { fix: 'report this: nobody expected it' }),
      });
    }
  }
  return diagnoses;
}

/** A line per check: `ok` or `NO`, what is the case, and what to do about it. */
export function diagnosisText(diagnoses: readonly Diagnosis[]): string {
  return diagnoses
    .map(({ name, ok, said, fix }) => `${ok ? 'ok' : 'NO'}  ${name}: ${said}${fix ? `\n    → ${fix}` : ''}\n`)
    .join('');
}
