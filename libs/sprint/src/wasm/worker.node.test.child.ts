// Proves, and prints the hits and the niceness of each of its threads.
import { readdirSync, readFileSync } from 'node:fs';
import { LOCAL_TEST } from '../shape.js';
import { openWasmProver } from './open.node.js';

/** Field 19 of proc_pid_stat(5), the 17th after the name in brackets. */
function nicenessOf(thread: string): number {
  const stat = readFileSync(`/proc/self/task/${thread}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
const task = {
  ...{ chainId: 'pacer-test-1', epoch: 7n, beacon: bytes(32), host: bytes(20) },
  ...{ shape: LOCAL_TEST, target: 2n ** 56n, first: 0n, last: 703n },
};
const prover = await openWasmProver({ threads: 2 });
const hits: string[] = [];
for await (const report of prover.prove(task, new AbortController().signal)) hits.push(...report.hits.map(String));
const threads = readdirSync('/proc/self/task').map(nicenessOf);
await prover.close();
process.stdout.write(JSON.stringify({ hits, main: nicenessOf(String(process.pid)), threads }));
