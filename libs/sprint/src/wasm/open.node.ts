import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Prover } from '../prover.js';
import { openPool } from './pool.js';
import type { WorkerAnswer, WorkerListener, WorkerPort, WorkerTask } from './worker-task.js';

/** Node can't load our sources, which import each other as `.js`: from them, the compiled worker is started. */
const entry = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/wasm/worker.node.js', import.meta.url)
  : new URL('./worker.node.js', import.meta.url);

export interface WasmProverOptions {
  /** Worker threads; as many as the machine runs at once if absent. */
  readonly threads?: number;
}

/**
 * The WebAssembly prover in worker threads; the event loop stays free. Each thread keeps its own weights, a byte for each.
 * Close it, or the process goes on.
 * @throws SprintError `no_simd`, `worker`, `out_of_range`
 */
export function openWasmProver({ threads = availableParallelism() }: WasmProverOptions = {}): Promise<Prover> {
  return openPool(threads, startWorker);
}

function startWorker(listener: WorkerListener): WorkerPort {
  // Flags of the parent, such as --import or --input-type, are not the worker's.
  const worker = new Worker(entry, { execArgv: [] });
  let cause: unknown;
  worker.on('message', (answer: WorkerAnswer) => listener.answer(answer));
  worker.on('error', (error: unknown) => {
    cause = error;
  });
  worker.on('exit', () => listener.ended(cause));
  return {
    send: (task: WorkerTask) => worker.postMessage(task),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
