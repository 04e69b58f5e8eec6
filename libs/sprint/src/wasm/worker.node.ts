// A worker thread of the WebAssembly prover, in Node.
import { parentPort } from 'node:worker_threads';
import { WorkerServer } from './serve.js';
import type { WorkerTask } from './worker-task.js';

const server = new WorkerServer((answer) => parentPort?.postMessage(answer));
parentPort?.on('message', (task: WorkerTask) => server.do(task));
