import { SprintError } from '../error.js';
import { Frontier } from '../frontier.js';
import type { SprintTask } from '../prover.js';
import { U64_MAX } from '../task.js';
import type { PoolWorker, WorkerOwner } from './pool-worker.js';
import type { WorkerAnswer } from './worker-task.js';

/** Short enough to stop soon, long enough that messages cost nothing. */
const CHUNK_MS = 50;
/** Chunks on their way to each worker: while one is done the next one waits. */
const AHEAD = 2;
const MAX_CHUNK = 1 << 20;

/** One task in the hands of the pool's workers. */
export class PoolRun implements WorkerOwner {
  /** Settled once nothing of it is on its way any more. */
  readonly ended: Promise<void>;
  readonly #id: number;
  readonly #frontier: Frontier;
  readonly #end: bigint;
  /** Nonces per chunk and chunks on their way, by worker. */
  readonly #workers = new Map<PoolWorker, { batch: number; count: number; ahead: number }>();
  #next: bigint;
  #stopping = false;
  #error: SprintError | undefined;
  #finish: () => void = () => undefined;
  #done = false;

  /** @param signal stops it */
  constructor(id: number, task: SprintTask, signal: AbortSignal, workers: readonly PoolWorker[]) {
    this.#id = id;
    this.#next = task.first;
    this.#end = (task.last ?? U64_MAX) + 1n;
    this.#frontier = new Frontier(task.first);
    this.ended = new Promise((resolve) => (this.#finish = resolve));
    const { chainId, epoch, beacon, host, shape, target } = task;
    // Counted as one chunk, so that the run does not end before the weights are there.
    for (const worker of workers) this.#workers.set(worker, { batch: 1, count: 1, ahead: 1 });
    for (const worker of workers) {
      worker.workFor(this);
      worker.send({ kind: 'start', run: id, chainId, epoch, beacon, host, shape, target });
    }
    // At once, and not when the caller comes round to it: the next task looks at whether this one is being stopped.
    const stop = (): void => this.stop();
    signal.addEventListener('abort', stop, { once: true });
    void this.ended.then(() => signal.removeEventListener('abort', stop));
    if (signal.aborted) stop();
  }

  get done(): boolean {
    return this.#done;
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  get error(): SprintError | undefined {
    return this.#error;
  }

  /** No more chunks; those on their way are finished. */
  stop(): void {
    this.#stopping = true;
    this.#settle();
  }

  /** Ends at once. */
  fail(error: SprintError): void {
    if (this.#done) return;
    this.#error ??= error;
    this.#stopping = true;
    this.#done = true;
    this.#finish();
  }

  /** Waits for its end, at most this long. */
  async wait(ms: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([this.ended, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
    clearTimeout(timer);
  }

  take(): { frontier: bigint; hits: readonly bigint[] } {
    return this.#frontier.take();
  }

  answered(worker: PoolWorker, answer: WorkerAnswer): void {
    const state = this.#workers.get(worker);
    if (state === undefined || answer.kind === 'ready' || answer.run !== this.#id) return;
    state.ahead -= 1;
    if (answer.kind === 'refused') {
      this.fail(new SprintError(answer.code, answer.message));
      return;
    }
    if (answer.kind === 'started') {
      state.batch = answer.batch;
      state.count = answer.batch;
    } else {
      const { first, count, hits, ms } = answer;
      this.#frontier.finish(first, first + BigInt(count), hits);
      // Towards CHUNK_MS, at most four times as much at once: the first chunks are slow, before the code is optimised.
      const wanted = Math.min((count * CHUNK_MS) / Math.max(ms, 0.01), 4 * count, MAX_CHUNK);
      state.count = Math.max(1, Math.round(wanted / state.batch)) * state.batch;
    }
    while (!this.#stopping && state.ahead < AHEAD && this.#next < this.#end) {
      const count = state.count < this.#end - this.#next ? state.count : Number(this.#end - this.#next);
      worker.send({ kind: 'chunk', run: this.#id, first: this.#next, count });
      this.#next += BigInt(count);
      state.ahead += 1;
    }
    this.#settle();
  }

  died(_worker: PoolWorker, error: SprintError): void {
    this.fail(error);
  }

  #settle(): void {
    if (this.#done) return;
    const handedOut = this.#stopping || this.#next >= this.#end;
    if (!handedOut || [...this.#workers.values()].some(({ ahead }) => ahead > 0)) return;
    this.#done = true;
    this.#finish();
  }
}
