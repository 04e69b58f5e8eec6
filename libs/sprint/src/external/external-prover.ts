import { SprintError } from '../error.js';
import type { Prover, SprintReport, SprintTask } from '../prover.js';
import { assertTask } from '../task.js';
import { LineError, STOP_LINE, workLine } from './protocol.js';
import type { ProverProcess } from './prover-process.js';
import { ReportCheck } from './report-check.js';

export interface Patience {
  /** From a stop to the last report. */
  readonly stopTimeoutMs: number;
  /** From one report to the next. */
  readonly silenceTimeoutMs: number;
}

/** A work on its way. */
interface Running {
  /** When it has to be over, once it was told to stop. */
  stopBy: number | undefined;
  readonly ended: Promise<void>;
}

/** A prover that is another program. */
export class ExternalProver implements Prover {
  readonly name: string;
  readonly threads: number;
  readonly #program: ProverProcess;
  readonly #patience: Patience;
  #running: Running | undefined;

  constructor(program: ProverProcess, { name, threads }: { name: string; threads: number }, patience: Patience) {
    this.name = name;
    this.threads = threads;
    this.#program = program;
    this.#patience = patience;
  }

  async *prove(task: SprintTask, signal: AbortSignal): AsyncGenerator<SprintReport, void, undefined> {
    assertTask(task);
    while (this.#running) {
      if (this.#running.stopBy === undefined) {
        throw new SprintError('busy', 'the prover has a task: stop it first, or open another one');
      }
      await this.#running.ended;
    }
    if (this.#program.error) throw this.#program.error;
    let ended: () => void = () => undefined;
    const running: Running = { stopBy: undefined, ended: new Promise<void>((resolve) => (ended = resolve)) };
    this.#running = running;
    const stop = (): void => {
      if (running.stopBy !== undefined) return;
      running.stopBy = performance.now() + this.#patience.stopTimeoutMs;
      this.#program.send(STOP_LINE);
      this.#program.wake();
    };
    const check = new ReportCheck(task);
    let done = false;
    try {
      this.#program.send(workLine(task));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      while (!done) {
        const report = await this.#report(check, running);
        if (report === undefined) continue;
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
      while (!done) done = (await this.#report(check, running).catch(() => ({ done: true })))?.done ?? false;
      this.#running = undefined;
      ended();
    }
  }

  async close(): Promise<void> {
    await this.#program.close(new SprintError('closed', 'the prover was closed: open another one'));
  }

  /** The next report, or undefined if a stop came instead. */
  async #report(check: ReportCheck, running: Running): Promise<SprintReport | undefined> {
    const { stopBy } = running;
    const patience = stopBy === undefined ? this.#patience.silenceTimeoutMs : stopBy - performance.now();
    const line = patience > 0 ? await this.#program.next(patience) : undefined;
    if (line === undefined) {
      if (stopBy === undefined && running.stopBy !== undefined) return undefined;
      throw this.#program.broken(stopBy === undefined ? 'it says nothing' : 'it did not stop in time');
    }
    if (line.type === 'error') throw new SprintError('prover_refused', `${line.code}: ${line.message}`);
    if (line.type === 'ready') throw this.#program.broken('it said "ready" twice');
    try {
      return check.accept(line);
    } catch (error) {
      if (error instanceof LineError) throw this.#program.broken(error.message);
      throw error;
    }
  }
}
