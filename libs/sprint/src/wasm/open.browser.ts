import type { Prover } from '../prover.js';
import { openPool } from './pool.js';
import type { WorkerAnswer, WorkerListener, WorkerPort, WorkerTask } from './worker-task.js';

/** As much of a browser's Worker as is used here. */
export interface BrowserWorker {
  postMessage(task: unknown): void;
  terminate(): void;
  onmessage: ((event: { readonly data: never }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
}

export interface WasmProverOptions {
  /** Workers; as many as the machine runs at once if absent. */
  readonly threads?: number;
  /** Starts a worker that calls `serveWorker` of `@pacer/sprint/worker`, where a bundler does not find ours by itself. */
  readonly startWorker?: () => BrowserWorker;
}

interface Browser {
  readonly Worker: new (url: URL, options: { type: 'module' }) => BrowserWorker;
  readonly navigator: { readonly hardwareConcurrency?: number };
}

/**
 * The WebAssembly prover in Web Workers; the page stays free. Each worker keeps its own weights, a byte for each.
 * @throws SprintError `no_simd`, `worker`, `out_of_range`
 */
export function openWasmProver(options: WasmProverOptions = {}): Promise<Prover> {
  const browser = globalThis as unknown as Browser;
  const {
    threads = browser.navigator.hardwareConcurrency ?? 1,
    // Bundlers know this form and make the worker a file of its own.
    startWorker = () => new browser.Worker(new URL('./worker.browser.js', import.meta.url), { type: 'module' }),
  } = options;
  return openPool(threads, (listener) => portOf(startWorker(), listener));
}

function portOf(worker: BrowserWorker, listener: WorkerListener): WorkerPort {
  let ended = false;
  const end = (cause?: unknown): void => {
    if (ended) return;
    ended = true;
    worker.terminate();
    listener.ended(cause);
  };
  worker.onmessage = ({ data }: { readonly data: WorkerAnswer }) => listener.answer(data);
  worker.onerror = ({ message }) => end(new Error(message ?? 'the worker did not start'));
  return {
    send: (task: WorkerTask) => worker.postMessage(task),
    terminate: () => {
      end();
      return Promise.resolve();
    },
  };
}
