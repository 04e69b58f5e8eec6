import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { join } from 'node:path';
import { LOCAL_HITS } from '../testing/tasks.js';

const child = join(import.meta.dirname, '../../dist/wasm/worker.node.test.child.js');
/** Threads have a priority of their own, and files that show it, on Linux only. */
const onLinux = process.platform === 'linux' ? test : test.skip;

function proved(...before: string[]): { hits: string[]; main: number; threads: number[] } {
  const printed = execFileSync('env', [...before, process.execPath, child], { encoding: 'utf8' });
  return JSON.parse(printed) as ReturnType<typeof proved>;
}

onLinux('the threads give way, and the one that started them does not', () => {
  const own = getPriority();
  const { main, threads } = proved();
  expect(main).toBe(own);
  expect(threads.filter((nice) => nice === Math.max(own, 10)).length).toBeGreaterThanOrEqual(2);
});

onLinux('a process that gives way already proves too, without a privilege', () => {
  const { hits, main, threads } = proved('nice', '-n', '15');
  expect(hits).toEqual(LOCAL_HITS.map(String));
  expect(main).toBeGreaterThanOrEqual(15);
  // Even one less takes a privilege, which whoever runs this test may have.
  expect(Math.min(...threads)).toBe(main);
});
