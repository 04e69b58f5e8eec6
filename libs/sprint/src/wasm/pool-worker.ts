import { SprintError } from '../error.js';
import type { StartWorker, WorkerAnswer, WorkerListener, WorkerPort, WorkerTask } from './worker-task.js';

/** Who listens to a worker while it works for a run. */
export interface WorkerOwner {
  answered(worker: PoolWorker, answer: WorkerAnswer): void;
  died(worker: PoolWorker, error: SprintError): void;
}

/** One worker, from its start to its end. */
export class PoolWorker {
  /** Settled once the worker has compiled the kernel, or can't. */
  readonly ready: Promise<void>;
  readonly #port: WorkerPort;
  #owner: WorkerOwner | undefined;
  #error: SprintError | undefined;

  /** @throws SprintError `worker` */
  constructor(start: StartWorker) {
    const { promise, resolve, reject } = withResolvers();
    this.ready = promise;
    // Whoever waits for it hears of it; nobody has to.
    promise.catch(() => undefined);
    this.#port = started(start, {
      answer: (answer) => {
        if (answer.kind === 'ready') resolve();
        else if (answer.kind === 'refused' && answer.run === undefined) {
          this.#end(new SprintError(answer.code, answer.message), reject);
        } else this.#owner?.answered(this, answer);
      },
      ended: (cause) => this.#end(lost(cause), reject),
    });
  }

  get dead(): boolean {
    return this.#error !== undefined;
  }

  /** From now on `owner` hears what the worker says; at once, if it is dead. */
  workFor(owner: WorkerOwner): void {
    this.#owner = owner;
    if (this.#error) owner.died(this, this.#error);
  }

  send(task: WorkerTask): void {
    if (!this.dead) this.#port.send(task);
  }

  async terminate(): Promise<void> {
    await this.#port.terminate();
  }

  #end(error: SprintError, reject: (error: SprintError) => void): void {
    if (this.#error) return;
    this.#error = error;
    reject(error);
    this.#owner?.died(this, error);
  }
}

function started(start: StartWorker, listener: WorkerListener): WorkerPort {
  try {
    return start(listener);
  } catch (cause) {
    throw new SprintError('worker', `a worker can't be started (${String(cause)}): try fewer threads`, { cause });
  }
}

function lost(cause: unknown): SprintError {
  const options = cause === undefined ? undefined : { cause };
  return new SprintError('worker', 'a worker ended before its work was done: begin the task again', options);
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
