import { Worker } from 'node:worker_threads';
import { PvssError } from './error.js';
import { errorOf, type WorkerAnswer, type WorkerStart, type WorkerTask } from './worker-task.js';

type Answered<T extends WorkerTask> = Extract<WorkerAnswer, { kind: T['kind'] }>;

/** Node can't load our sources, which import each other as `.js`: from them, the compiled worker is started. */
const entry = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/pvss/worker.js', import.meta.url)
  : new URL('./worker.js', import.meta.url);

/** One worker thread, which does one task after the other. */
export class WorkerThread {
  readonly #worker: Worker;
  #settle: ((answer: WorkerAnswer | PvssError) => void) | undefined;
  #ended: PvssError | undefined;

  /** dk is copied, and the copy is moved into the worker: the parent's is the only other one. */
  constructor({ dk, ...start }: WorkerStart) {
    const copy = dk?.slice();
    this.#worker = new Worker(entry, {
      workerData: { ...start, ...(copy && { dk: copy }) } satisfies WorkerStart,
      transferList: copy ? [copy.buffer] : [],
      // Flags of the parent, such as --import or --input-type, are not the worker's.
      execArgv: [],
    });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#finish(answer));
    this.#worker.on('error', (cause) => this.#end({ cause }));
    this.#worker.on('exit', () => this.#end());
  }

  /**
   * Has a task done.
   * @throws PvssError and CryptoError as the task does; PvssError `worker` when the thread ends before it answers
   */
  async do<T extends WorkerTask>(task: T): Promise<Answered<T>> {
    const answer = await new Promise<WorkerAnswer | PvssError>((resolve) => {
      this.#settle = resolve;
      if (this.#ended) this.#finish(this.#ended);
      else this.#worker.postMessage(task);
    });
    if (answer instanceof PvssError) throw answer;
    if (answer.kind === 'refused') throw errorOf(answer.refusal);
    return answer as Answered<T>;
  }

  /** Ends the thread at once, whatever it does. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #end(options?: { cause: unknown }): void {
    this.#ended ??= new PvssError('worker', 'a worker thread ended before its work was done: try again', options);
    this.#finish(this.#ended);
  }

  #finish(answer: WorkerAnswer | PvssError): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(answer);
  }
}
