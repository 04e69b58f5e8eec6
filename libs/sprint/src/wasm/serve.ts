import { isHit } from '../epoch.js';
import { SprintError } from '../error.js';
import type { Shape } from '../shape.js';
import { Kernel } from './kernel.js';
import { instantiate } from './module.js';
import type { WorkerAnswer, WorkerTask } from './worker-task.js';

const DIGEST_BYTES = 32;

/** The inside of a worker: what it does with each task, the same in Node and in browsers. */
export class WorkerServer {
  readonly #post: (answer: WorkerAnswer) => void;
  #weights: { key: string; kernel: Kernel } | undefined;
  #run: { id: number; kernel: Kernel; target: bigint } | undefined;

  /** Says `ready`, or why it can't be. */
  constructor(post: (answer: WorkerAnswer) => void) {
    this.#post = post;
    this.#answer(undefined, () => {
      instantiate();
      return { kind: 'ready' };
    });
  }

  do(task: WorkerTask): void {
    this.#answer(task.run, () => (task.kind === 'start' ? this.#start(task) : this.#chunk(task)));
  }

  /** Any other error than this package's is a bug and ends the worker. */
  #answer(run: number | undefined, work: () => WorkerAnswer | undefined): void {
    let answer: WorkerAnswer | undefined;
    try {
      answer = work();
    } catch (error) {
      if (!(error instanceof SprintError)) throw error;
      const { code, message } = error;
      answer = { kind: 'refused', ...(run !== undefined && { run }), code, message };
    }
    if (answer) this.#post(answer);
  }

  #start({ run, chainId, epoch, beacon, host, shape, target }: Extract<WorkerTask, { kind: 'start' }>): WorkerAnswer {
    const { dim, layers, heads, ff, seq } = shape;
    const sizes: Shape = { dim, layers, heads, ff, seq };
    const key = JSON.stringify([chainId, String(epoch), [...beacon], sizes]);
    this.#run = undefined;
    if (this.#weights?.key !== key) {
      this.#weights = undefined;
      this.#weights = { key, kernel: new Kernel({ chainId, epoch, beacon }, sizes) };
    }
    const { kernel } = this.#weights;
    kernel.setHost(host);
    this.#run = { id: run, kernel, target };
    return { kind: 'started', run, batch: kernel.batch };
  }

  #chunk({ run, first, count }: Extract<WorkerTask, { kind: 'chunk' }>): WorkerAnswer | undefined {
    if (this.#run?.id !== run) return undefined;
    const { kernel, target } = this.#run;
    const start = performance.now();
    const hits: bigint[] = [];
    for (let done = 0; done < count; done += kernel.batch) {
      const from = first + BigInt(done);
      const digests = kernel.digests(from, Math.min(kernel.batch, count - done));
      for (let at = 0; at < digests.length; at += DIGEST_BYTES) {
        if (isHit(digests.subarray(at, at + DIGEST_BYTES), target)) hits.push(from + BigInt(at / DIGEST_BYTES));
      }
    }
    return { kind: 'chunk', run, first, count, hits, ms: performance.now() - start };
  }
}
