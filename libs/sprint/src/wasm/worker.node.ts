// A worker thread of the WebAssembly prover, in Node.
import { setPriority } from 'node:os';
import { isMainThread, parentPort } from 'node:worker_threads';
import { WorkerServer } from './serve.js';
import type { WorkerTask } from './worker-task.js';

/** The thread gives way to all else on the machine: the validator has to sign, and what was found has to be committed in time. */
const NICE = 10;

// Elsewhere this would be the priority of the whole process.
if (!isMainThread && process.platform === 'linux') setPriority(NICE);
const server = new WorkerServer((answer) => parentPort?.postMessage(answer));
parentPort?.on('message', (task: WorkerTask) => server.do(task));
