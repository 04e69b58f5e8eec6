import { SprintError } from '../error.js';
import type { Prover, SprintReport, SprintTask } from '../prover.js';
import { assertTask } from '../task.js';
import { PoolRun } from './pool-run.js';
import { PoolWorker } from './pool-worker.js';
import type { StartWorker } from './worker-task.js';

const REPORT_MS = 250;
const MAX_THREADS = 1024;

/** @throws SprintError `out_of_range`, `no_simd`, `worker` */
export async function openPool(threads: number, start: StartWorker): Promise<Prover> {
  if (!Number.isInteger(threads) || threads < 1 || threads > MAX_THREADS) {
    throw new SprintError('out_of_range', `${threads} threads: give 1 to ${MAX_THREADS}`);
  }
  const workers: PoolWorker[] = [];
  try {
    while (workers.length < threads) workers.push(new PoolWorker(start));
    await Promise.all(workers.map((worker) => worker.ready));
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.terminate()));
    throw error;
  }
  return new WasmPool(workers, start);
}

/** Workers that share one task: chunks of consecutive nonces go to whoever is free. */
class WasmPool implements Prover {
  readonly name = 'wasm-simd128';
  readonly threads: number;
  readonly #start: StartWorker;
  readonly #workers: PoolWorker[];
  #run: PoolRun | undefined;
  #runs = 0;
  #closed = false;

  constructor(workers: PoolWorker[], start: StartWorker) {
    this.threads = workers.length;
    this.#start = start;
    this.#workers = workers;
  }

  async *prove(task: SprintTask, signal: AbortSignal): AsyncGenerator<SprintReport, void, undefined> {
    assertTask(task);
    const run = await this.#begin(task, signal);
    try {
      for (;;) {
        await run.wait(REPORT_MS);
        const { done, error } = run;
        const report = { ...run.take(), done: done && error === undefined };
        // What was found before a worker died is found.
        if (error === undefined || report.hits.length > 0) yield report;
        if (error !== undefined) throw error;
        if (done) return;
      }
    } finally {
      run.stop();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#run?.fail(new SprintError('closed', 'the prover was closed: open another one'));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  async #begin(task: SprintTask, signal: AbortSignal): Promise<PoolRun> {
    for (let before = this.#run; before && !before.done; before = this.#run) {
      if (!before.stopping) throw new SprintError('busy', 'the prover has a task: stop it first, or open another one');
      await before.ended;
    }
    if (this.#closed) throw new SprintError('closed', 'the prover was closed: open another one');
    for (const [i, worker] of this.#workers.entries()) if (worker.dead) this.#workers[i] = new PoolWorker(this.#start);
    this.#run = new PoolRun(++this.#runs, task, signal, this.#workers);
    return this.#run;
  }
}
