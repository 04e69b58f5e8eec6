import { setImmediate as turn } from 'node:timers/promises';
import { SprintError } from '../error.js';
import type { SprintReport, SprintTask } from '../prover.js';
import { LineError, type ProverLine, STOP_LINE, workLine } from './protocol.js';
import type { ProverProcess } from './prover-process.js';
import { ReportCheck } from './report-check.js';

/** Until the caller gets the next report, which it may write to a disk: a program that says more costs no more. */
const REPORT_MS = 250;
/** Lines that are read after the time for a stop: this process may have been busy when they came. */
const MAX_LATE = 1000;

export interface Patience {
  /** From a stop to the last report. */
  readonly stopTimeoutMs: number;
  /** From one report to the next. */
  readonly silenceTimeoutMs: number;
}

/** What a program reports about one work. */
export class WorkReports {
  readonly #program: ProverProcess;
  readonly #check: ReportCheck;
  readonly #patience: Patience;
  /** When the program has to have said something, as `performance.now()`. */
  #deadline: number;
  #isFirst = true;
  #isStopping = false;
  #late = 0;
  #error: Error | undefined;

  /** Begins the work. */
  constructor(program: ProverProcess, task: SprintTask, patience: Patience) {
    this.#program = program;
    this.#check = new ReportCheck(task);
    this.#patience = patience;
    this.#deadline = performance.now() + patience.silenceTimeoutMs;
    program.begin(workLine(task));
  }

  get isStopping(): boolean {
    return this.#isStopping;
  }

  stop(): void {
    if (this.#isStopping) return;
    this.#isStopping = true;
    this.#deadline = performance.now() + this.#patience.stopTimeoutMs;
    this.#program.send(STOP_LINE);
    this.#program.wake();
  }

  /**
   * What was reported since the last call, as one report; the first and the last one come at once.
   * @throws SprintError of the program, or `prover_refused`, after all that was reported before it
   */
  async next(): Promise<SprintReport> {
    const hits: bigint[] = [];
    let last: SprintReport | undefined;
    const due = this.#isFirst ? 0 : performance.now() + REPORT_MS;
    this.#isFirst = false;
    // However long the caller took, and however many lines there are: others of this process get their turn.
    await turn();
    try {
      if (this.#error) throw this.#error;
      while (last === undefined || !(last.done || performance.now() >= due)) {
        const line = await this.#line(last && due);
        if (line === undefined) continue;
        last = this.#accept(line);
        for (const hit of last.hits) hits.push(hit);
      }
    } catch (error) {
      if (last === undefined) throw error;
      this.#error = error as Error;
    }
    return { ...last, hits };
  }

  /** The next line; undefined when a stop came instead, or `until`. */
  async #line(until = Infinity): Promise<ProverLine | undefined> {
    const wait = Math.min(until, this.#deadline) - performance.now();
    const line = await this.#program.next(Math.max(0, wait));
    const isLate = performance.now() >= this.#deadline && (line === undefined || ++this.#late > MAX_LATE);
    if (isLate) throw this.#program.broken(this.#isStopping ? 'it did not stop in time' : 'it says nothing');
    if (line && !this.#isStopping) {
      this.#deadline = performance.now() + this.#patience.silenceTimeoutMs;
      this.#late = 0;
    }
    return line;
  }

  #accept(line: ProverLine): SprintReport {
    if (line.type === 'error') throw new SprintError('prover_refused', `${line.code}: ${line.message}`);
    if (line.type === 'ready') throw this.#program.broken('it said "ready" twice');
    try {
      return this.#check.accept(line);
    } catch (error) {
      if (error instanceof LineError) throw this.#program.broken(error.message);
      throw error;
    }
  }
}
