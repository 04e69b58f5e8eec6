import { isClassified, logError, type Clock, type Logger } from '@pacer/agent';
import type { Prover, SprintReport, SprintTask } from '@pacer/sprint';
import { Correctness } from './correctness.js';
import type { ProvingFacts, Task } from './facts.js';
import type { HitsJournal } from './hits-journal.js';
import type { ProverChoice } from './open-prover.js';
import { ProverFault } from './prover-fault.js';
import { Rate } from './rate.js';
import { taskHash } from './task.js';
import { watchedReports } from './watched-reports.js';

/** Pause after a prover ended by itself: doubled each time, until it has reported again. */
const PAUSE_MS = { first: 250, most: 10_000 };
/** Failures in a row, without a report between them, that are no longer expected to mend themselves. */
const FAILURES = 5;
/** While hits wait to be computed again, it is looked so often whether there is room for more. */
const ROOM_MS = 1_000;
const ALL = 1n << 64n;

/** What proving stands on. */
export interface ProvingParts {
  /** raw address of the Host */
  host: Uint8Array;
  choice: ProverChoice;
  journal: Pick<HitsJournal, 'begin' | 'report' | 'failed' | 'run' | 'countUnchecked'>;
  clock: Clock;
  log: Logger;
  /** told after each report that is durable, and when the prover ended by itself */
  on: { progress(nonces: bigint, hits: number, rateMilli: bigint): void; failed(code: string): void };
}

/** One Sprint's work. */
interface Run {
  task: Task;
  hash: string;
  /** the chain's last nonce + 1 */
  floor: bigint;
  /** most hits that wait to be computed again */
  mostUnchecked: number;
  /** from the first time that it is proven on */
  correctness: Correctness | undefined;
  stop: AbortController;
}

/**
 * Runs one prover beside the loop. Everything that it reports is durable before anything is made of it, so that a process that is
 * killed loses what its prover did since the last report. A prover that ends, hangs or can't be started is started again; one that
 * is wrong about most of its hits is not. It is asked for no more than can be computed again.
 */
export class Proving {
  readonly #parts: ProvingParts;
  #prover: Promise<Prover> | undefined;
  #run: Run | undefined;
  #preparing: AbortController | undefined;
  /** one thing at a time: what began before has ended */
  #after: Promise<void> = Promise.resolve();
  #failure: { epoch: bigint | undefined; task: string | undefined; why: string; todo: string } | undefined;
  #failures = 0;

  constructor(parts: ProvingParts) {
    this.#parts = parts;
  }

  get facts(): ProvingFacts {
    if (this.#failure) return { state: 'failing', ...this.#failure };
    if (this.#run) return { state: 'running', epoch: this.#run.task.epoch, task: this.#run.hash };
    return this.#preparing ? { state: 'ready' } : { state: 'off' };
  }

  /** Starts the prover, so that nothing has to be waited for when the beacon is known. One that can't be started is tried again. */
  prepare(): void {
    if (this.#preparing || this.#run) return;
    const { signal } = (this.#preparing = new AbortController());
    this.#after = this.#after.then(() => this.#keepPreparing(signal));
  }

  /**
   * Proves until `rest`; comes to nothing while this task is proven already, and ends another one.
   * @param floor the chain's last nonce + 1: what is below is committed, or lost
   * @param mostUnchecked hits that may wait to be computed again: as many as the chain takes of a Host
   */
  begin(task: Task, floor: bigint, mostUnchecked: number): void {
    const hash = taskHash(task, this.#parts.host);
    if (this.#run?.hash === hash) return;
    this.#end();
    const run: Run = { task, hash, floor, mostUnchecked, correctness: undefined, stop: new AbortController() };
    this.#run = run;
    this.#after = this.#after.then(() => this.#keepProving(run));
  }

  /** Ends the work and the prover, beside the caller. What it reports last is still taken. @returns when it has ended */
  rest(): Promise<void> {
    this.#end();
    this.#after = this.#after.then(() => this.#shut());
    return this.#after;
  }

  #end(): void {
    const [run, preparing] = [this.#run, this.#preparing];
    [this.#run, this.#preparing, this.#failure, this.#failures] = [undefined, undefined, undefined, 0];
    run?.stop.abort();
    preparing?.abort();
  }

  async #keepPreparing(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    for (let pauseMs = PAUSE_MS.first; !isStopped(signal); pauseMs = doubled(pauseMs)) {
      try {
        const { name, threads } = await this.#open();
        if (isStopped(signal)) return;
        [this.#failure, this.#failures] = [undefined, 0];
        log.info({ prover: name, threads }, `${name} is ready with ${threads} threads`);
        return;
      } catch (error) {
        if (isStopped(signal)) return;
        this.#note(undefined, error);
      }
      await clock.sleep(pauseMs, signal);
    }
  }

  async #keepProving(run: Run): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = run.stop;
    for (let pauseMs = PAUSE_MS.first; !isStopped(signal); pauseMs = doubled(pauseMs)) {
      try {
        const end = await this.#prove(run, () => (pauseMs = PAUSE_MS.first));
        if (end === 'done' || isStopped(signal)) return;
        await this.#shut();
        await this.#room(run);
        continue;
      } catch (error) {
        if (!isStopped(signal)) this.#note(run, error);
        await this.#shut();
        if (error instanceof ProverFault && error.code === 'prover_wrong') return;
      }
      await clock.sleep(pauseMs, signal);
    }
  }

  /** Waits until half of the hits that waited are computed again. */
  async #room({ task, mostUnchecked, correctness, stop: { signal } }: Run): Promise<void> {
    const { clock, journal } = this.#parts;
    while (!isStopped(signal) && 2 * journal.countUnchecked(task.epoch) > mostUnchecked) {
      await clock.sleep(ROOM_MS, signal);
      correctness?.assert('the prover');
    }
  }

  /** @returns `full` when more hits wait to be computed again than may */
  async #prove(run: Run, reported: () => void): Promise<'done' | 'full'> {
    const { clock, host, journal, log } = this.#parts;
    const { task, hash, floor, mostUnchecked, stop } = run;
    const { signal } = stop;
    const { epoch, shape } = task;
    const known = journal.begin(epoch, hash, clock.now());
    const correctness = (run.correctness ??= new Correctness(journal, epoch));
    let first = known.frontier > floor ? known.frontier : floor;
    if (first >= ALL) return 'done';
    const prover = await this.#open();
    if (isStopped(signal)) return 'done';
    const { name, threads } = prover;
    log.info({ epoch, prover: name, threads, first }, `proves for epoch ${epoch} from nonce ${first} on, by ${name}`);
    const work: SprintTask = { ...task, host, shape, first };
    const rate = new Rate();
    rate.add(clock.monotonic(), known.done);
    let done = known.done;
    for await (const report of watchedReports(prover, work, signal, clock)) {
      const taken = this.#part(epoch, first, report, { name, mostUnchecked });
      done += taken.frontier - first;
      rate.add(clock.monotonic(), done);
      const rateMilli = rate.milli;
      journal.report(epoch, first, { ...taken, prover: name, threads, rateMilli }, clock.now());
      this.#parts.on.progress(taken.frontier - first, taken.hits.length, rateMilli);
      first = taken.frontier;
      correctness.assert(name);
      if (!isStopped(signal)) [this.#failure, this.#failures] = [undefined, 0];
      reported();
      if (first < report.frontier) return 'full';
    }
    if (!isStopped(signal) && first < ALL) throw new ProverFault('prover_ended', `${name} ended at nonce ${first}`);
    return 'done';
  }

  /** What of a report there is room for: all of it, or as far as the first hit that is too many. It is found again later. */
  #part(
    epoch: bigint,
    first: bigint,
    { frontier, hits }: SprintReport,
    { name, mostUnchecked }: { name: string; mostUnchecked: number },
  ): Pick<SprintReport, 'frontier' | 'hits'> {
    if (frontier < first || hits.some((nonce) => nonce < first || nonce >= frontier)) {
      throw new ProverFault('prover_report', `${name} reports hits outside of the nonces that it has just done`);
    }
    if (hits.length === 0) return { frontier, hits };
    const room = Math.max(0, mostUnchecked - this.#parts.journal.countUnchecked(epoch));
    return { frontier: hits[room] ?? frontier, hits: hits.slice(0, room) };
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

  #note(run: Run | undefined, error: unknown): void {
    const { clock, journal, log, on } = this.#parts;
    const epoch = run?.task.epoch;
    const why = error instanceof Error ? error.message : String(error);
    const isNews = this.#failure?.why !== why;
    this.#failures += 1;
    this.#failure = { epoch, task: run?.hash, why, todo: todoOf(error, this.#failures) };
    const code = isClassified(error) ? error.code : 'unclassified';
    on.failed(code);
    const said = code === 'prover_wrong' ? 'the prover is stopped' : 'the prover ended by itself and is started again';
    logError(log, error, said, { epoch }, isNews ? 'error' : 'debug');
    try {
      if (epoch !== undefined) journal.failed(epoch, why, clock.now());
    } catch (unwritten) {
      logError(log, unwritten, 'what went wrong could not be noted', { epoch });
    }
  }
}

function doubled(pauseMs: number): number {
  return Math.min(2 * pauseMs, PAUSE_MS.most);
}

function isStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** @param failures in a row */
function todoOf(error: unknown, failures: number): string {
  if (isClassified(error) && error.retryable && failures < FAILURES) return '';
  return 'see the log; pacer-sprint-prover doctor tries the prover of the settings; prover = "wasm" needs nothing beside it';
}
