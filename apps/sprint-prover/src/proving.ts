import { isClassified, logError, type Clock, type Logger } from '@pacer/agent';
import type { Prover, SprintReport, SprintTask } from '@pacer/sprint';
import type { ProvingFacts, Task } from './facts.js';
import type { HitsJournal } from './hits-journal.js';
import type { ProverChoice } from './open-prover.js';
import { ProverFault } from './prover-fault.js';
import { Rate } from './rate.js';
import { taskHash } from './task.js';

/** Pause after a prover ended by itself: doubled each time, until it has reported again. */
const PAUSE_MS = { first: 250, most: 10_000 };
/** Without a report for so long a prover counts as stuck. One reports four times a second. */
const SILENT_MS = 30_000;
const ALL = 1n << 64n;

/** What proving stands on. */
export interface ProvingParts {
  /** raw address of the Host */
  host: Uint8Array;
  choice: ProverChoice;
  journal: Pick<HitsJournal, 'begin' | 'report' | 'failed'>;
  clock: Clock;
  log: Logger;
  /** told after each report that is durable, and when the prover ended by itself */
  on: { progress(nonces: bigint, hits: number, rateMilli: bigint): void; failed(code: string): void };
}

/**
 * Runs one prover beside the loop. Everything that it reports is durable before anything is made of it, so that a process that is
 * killed loses what its prover did since the last report. A prover that ends, hangs or can't be started is started again.
 */
export class Proving {
  readonly #parts: ProvingParts;
  #prover: Promise<Prover> | undefined;
  #run: { epoch: bigint; stop: AbortController } | undefined;
  /** one thing at a time: what began before has ended */
  #after: Promise<void> = Promise.resolve();
  #failure: { epoch: bigint | undefined; why: string; todo: string } | undefined;
  #isPrepared = false;

  constructor(parts: ProvingParts) {
    this.#parts = parts;
  }

  get facts(): ProvingFacts {
    if (this.#failure) return { state: 'failing', ...this.#failure };
    if (this.#run) return { state: 'running', epoch: this.#run.epoch };
    return this.#isPrepared ? { state: 'ready' } : { state: 'off' };
  }

  /** Starts the prover, so that nothing has to be waited for when the beacon is known. */
  prepare(): void {
    if (this.#isPrepared || this.#run) return;
    this.#isPrepared = true;
    this.#after = this.#after.then(() => this.#prepare());
  }

  /**
   * Proves until `rest`; comes to nothing while this epoch is proven already.
   * @param floor the chain's last nonce + 1: what is below is committed, or lost
   */
  begin(task: Task, floor: bigint): void {
    if (this.#run?.epoch === task.epoch) return;
    this.#run?.stop.abort();
    const stop = new AbortController();
    this.#run = { epoch: task.epoch, stop };
    this.#after = this.#after.then(() => this.#keepProving(task, floor, stop.signal));
  }

  /** Ends the work and the prover, beside the caller. What it reports last is still taken. @returns when it has ended */
  rest(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    this.#failure = undefined;
    this.#isPrepared = false;
    run?.stop.abort();
    this.#after = this.#after.then(() => this.#shut());
    return this.#after;
  }

  async #prepare(): Promise<void> {
    if (!this.#isPrepared) return;
    try {
      const { name, threads } = await this.#open();
      this.#failure = undefined;
      this.#parts.log.info({ prover: name, threads }, `${name} is ready with ${threads} threads`);
    } catch (error) {
      this.#isPrepared = false;
      this.#note(undefined, error);
    }
  }

  async #keepProving(task: Task, floor: bigint, signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    for (let pauseMs = PAUSE_MS.first; !signal.aborted; pauseMs = Math.min(2 * pauseMs, PAUSE_MS.most)) {
      try {
        await this.#prove(task, floor, signal, () => (pauseMs = PAUSE_MS.first));
        return;
      } catch (error) {
        if (!isStopped(signal)) this.#note(task.epoch, error);
        await this.#shut();
      }
      await clock.sleep(pauseMs, signal);
    }
  }

  async #prove(task: Task, floor: bigint, signal: AbortSignal, reported: () => void): Promise<void> {
    const { clock, host, journal, log } = this.#parts;
    const { epoch, shape } = task;
    const run = journal.begin(epoch, taskHash(task, host), clock.now());
    let first = run.frontier > floor ? run.frontier : floor;
    if (first >= ALL) return;
    const prover = await this.#open();
    if (isStopped(signal)) return;
    const { name, threads } = prover;
    log.info({ epoch, prover: name, threads, first }, `proves for epoch ${epoch} from nonce ${first} on, by ${name}`);
    const work: SprintTask = { ...task, host, shape, first };
    const rate = new Rate();
    rate.add(clock.monotonic(), run.done);
    let done = run.done;
    for await (const report of this.#reports(prover, work, signal)) {
      done += report.frontier - first;
      rate.add(clock.monotonic(), done);
      this.#take(epoch, first, report, { prover: name, threads, rateMilli: rate.milli });
      first = report.frontier;
      this.#failure = undefined;
      reported();
    }
    if (!isStopped(signal) && first < ALL) throw new ProverFault('prover_ended', `${name} ended at nonce ${first}`);
  }

  /** The reports of a prover that is not stuck. */
  async *#reports(prover: Prover, work: SprintTask, signal: AbortSignal): AsyncGenerator<SprintReport> {
    const { clock } = this.#parts;
    const end = new AbortController();
    const both = AbortSignal.any([signal, end.signal]);
    const reports = prover.prove(work, both)[Symbol.asyncIterator]();
    try {
      while (true) {
        const timer = new AbortController();
        const silent = clock.sleep(SILENT_MS, timer.signal).then(() => 'silent' as const);
        const next = reports.next();
        // Whoever wins, the other must not become an error that nobody has.
        next.catch(() => undefined);
        const result = await Promise.race([next, silent]).finally(() => timer.abort());
        if (result === 'silent')
          throw new ProverFault('prover_stuck', `${prover.name} has reported nothing for ${SILENT_MS / 1000} s`);
        if (result.done) return;
        yield result.value;
      }
    } finally {
      end.abort();
    }
  }

  #take(
    epoch: bigint,
    first: bigint,
    { frontier, hits }: SprintReport,
    by: { prover: string; threads: number; rateMilli: bigint },
  ): void {
    const { choice, clock, journal, on } = this.#parts;
    if (frontier < first || hits.some((nonce) => nonce < first || nonce >= frontier)) {
      throw new ProverFault('prover_report', `${by.prover} reports hits outside of the nonces that it has just done`);
    }
    journal.report(epoch, first, { frontier, hits, trusted: choice.trusted, ...by }, clock.now());
    on.progress(frontier - first, hits.length, by.rateMilli);
  }

  #open(): Promise<Prover> {
    if (!this.#prover) {
      const opened = this.#parts.choice.open();
      // One that could not be started is not kept.
      opened.catch(() => {
        if (this.#prover === opened) this.#prover = undefined;
      });
      this.#prover = opened;
    }
    return this.#prover;
  }

  async #shut(): Promise<void> {
    const opened = this.#prover;
    this.#prover = undefined;
    try {
      await (await opened)?.close();
    } catch (error) {
      logError(this.#parts.log, error, 'the prover did not end as it should', {}, 'debug');
    }
  }

  #note(epoch: bigint | undefined, error: unknown): void {
    const { clock, journal, log, on } = this.#parts;
    const why = error instanceof Error ? error.message : String(error);
    const isNews = this.#failure?.why !== why;
    this.#failure = { epoch, why, todo: todoOf(error) };
    const code = isClassified(error) ? error.code : 'unclassified';
    on.failed(code);
    logError(log, error, 'the prover ended by itself and is started again', { epoch }, isNews ? 'error' : 'debug');
    try {
      if (epoch !== undefined) journal.failed(epoch, why, clock.now());
    } catch (unwritten) {
      logError(log, unwritten, 'what went wrong could not be noted', { epoch });
    }
  }
}

function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

function todoOf(error: unknown): string {
  if (isClassified(error) && error.retryable) return '';
  return 'see the log; pacer-sprint-prover doctor tries the prover of the settings; prover = "wasm" needs nothing beside it';
}
