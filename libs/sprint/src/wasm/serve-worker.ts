import { WorkerServer } from './serve.js';
import type { WorkerAnswer, WorkerTask } from './worker-task.js';

/** As much of DedicatedWorkerGlobalScope as is used here. */
interface WorkerScope {
  postMessage(answer: WorkerAnswer): void;
  onmessage: ((event: { readonly data: WorkerTask }) => void) | null;
}

/** Makes the Web Worker that calls it a worker of `openWasmProver`; its only line is this call. */
export function serveWorker(): void {
  const scope = globalThis as unknown as WorkerScope;
  const server = new WorkerServer((answer) => scope.postMessage(answer));
  scope.onmessage = ({ data }) => server.do(data);
}
