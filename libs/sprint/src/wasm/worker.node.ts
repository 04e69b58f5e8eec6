// A worker thread of the WebAssembly prover, in Node.
import { isMainThread, parentPort } from 'node:worker_threads';
import { giveWay } from '../nice.js';
import { WorkerServer } from './serve.js';
import type { WorkerTask } from './worker-task.js';

// Elsewhere this would be the priority of the whole process.
if (!isMainThread && process.platform === 'linux') giveWay();
const server = new WorkerServer((answer) => parentPort?.postMessage(answer));
parentPort?.on('message', (task: WorkerTask) => server.do(task));
