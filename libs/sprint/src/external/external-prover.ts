import { SprintError } from '../error.js';
import type { Prover, SprintReport, SprintTask } from '../prover.js';
import { assertTask } from '../task.js';
import type { ProverProcess } from './prover-process.js';
import { type Patience, WorkReports } from './work-reports.js';

/** A prover that is another program. */
export class ExternalProver implements Prover {
  readonly name: string;
  readonly threads: number;
  readonly #program: ProverProcess;
  readonly #patience: Patience;
  #running: { readonly reports: WorkReports; readonly ended: Promise<void> } | undefined;

  constructor(program: ProverProcess, { name, threads }: { name: string; threads: number }, patience: Patience) {
    this.name = name;
    this.threads = threads;
    this.#program = program;
    this.#patience = patience;
    program.rest();
  }

  async *prove(task: SprintTask, signal: AbortSignal): AsyncGenerator<SprintReport, void, undefined> {
    assertTask(task);
    while (this.#running) {
      if (!this.#running.reports.isStopping) {
        throw new SprintError('busy', 'the prover has a task: stop it first, or open another one');
      }
      await this.#running.ended;
    }
    if (this.#program.error) throw this.#program.error;
    let ended: () => void = () => undefined;
    const reports = new WorkReports(this.#program, task, this.#patience);
    this.#running = { reports, ended: new Promise<void>((resolve) => (ended = resolve)) };
    const stop = (): void => reports.stop();
    let done = false;
    try {
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      while (!done) {
        const report = await reports.next();
        ({ done } = report);
        yield report;
      }
    } catch (error) {
      done = true;
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      // The caller left the loop: what is still reported is nobody's.
      if (!done) stop();
      while (!done) {
        done = await reports.next().then(
          (report) => report.done,
          () => true,
        );
      }
      this.#program.rest();
      this.#running = undefined;
      ended();
    }
  }

  async close(): Promise<void> {
    await this.#program.close(new SprintError('closed', 'the prover was closed: open another one'));
  }
}
