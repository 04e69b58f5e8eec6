// Terminates a worker thread in the middle of a task; prints how the task ended, and what the same prover finds afterwards.
import type { Worker } from 'node:worker_threads';
import type { SprintError } from '../error.js';
import { LOCAL_TEST } from '../shape.js';
import { openWasmProver } from './open.node.js';

const workers: Worker[] = [];
process.on('worker', (worker: Worker) => workers.push(worker));
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
const task = {
  ...{ chainId: 'pacer-test-1', epoch: 7n, beacon: bytes(32), host: bytes(20) },
  ...{ shape: LOCAL_TEST, target: 2n ** 56n, first: 0n },
};
const { signal } = new AbortController();
const prover = await openWasmProver({ threads: 2 });
let error: SprintError | undefined;
try {
  for await (const _ of prover.prove(task, signal)) void workers[0]?.terminate();
} catch (thrown) {
  error = thrown as SprintError;
}
const hits: string[] = [];
for await (const report of prover.prove({ ...task, last: 703n }, signal)) hits.push(...report.hits.map(String));
await prover.close();
const { name, code, retryable } = error ?? {};
process.stdout.write(JSON.stringify({ error: { name, code, retryable }, hits }));
