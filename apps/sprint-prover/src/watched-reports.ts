import type { Clock } from '@pacer/agent';
import type { Prover, SprintReport, SprintTask } from '@pacer/sprint';
import { ProverFault } from './prover-fault.js';

/** Without a report for so long a prover counts as stuck (PROTOCOL.md: a minute). One reports four times a second. */
export const SILENCE_MS = 60_000;

/**
 * The reports of a prover that is not stuck. Whoever leaves this before its end ends the prover too: its last report is nobody's.
 * @throws ProverFault `prover_stuck`, and what the prover throws
 */
export async function* watchedReports(
  prover: Prover,
  work: SprintTask,
  signal: AbortSignal,
  clock: Pick<Clock, 'sleep'>,
): AsyncGenerator<SprintReport> {
  const end = new AbortController();
  const both = AbortSignal.any([signal, end.signal]);
  const reports = prover.prove(work, both)[Symbol.asyncIterator]();
  try {
    while (true) {
      const timer = new AbortController();
      const silent = clock.sleep(SILENCE_MS, timer.signal).then(() => 'silent' as const);
      const next = reports.next();
      // Whoever wins, the other must not become an error that nobody has.
      next.catch(() => undefined);
      const result = await Promise.race([next, silent]).finally(() => timer.abort());
      if (result === 'silent')
        throw new ProverFault('prover_stuck', `${prover.name} has reported nothing for ${SILENCE_MS / 1000} s`);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    end.abort();
  }
}
