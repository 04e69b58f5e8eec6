import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const thread = join(import.meta.dirname, '../../dist/validation/verification-thread.js');
const onLinux = process.platform === 'linux' ? test : test.skip;

/** Has the thread look at a page, and prints its answer and the niceness of all threads: field 19 of proc_pid_stat(5). */
const program = `
import { readdirSync, readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
const niceness = (id) => Number(readFileSync('/proc/self/task/' + id + '/stat', 'utf8').split(') ').at(-1).split(' ')[16]);
const worker = new Worker(process.argv[1], { execArgv: [] });
worker.once('message', (answer) => {
  console.log(JSON.stringify({ answer, main: niceness(process.pid), threads: readdirSync('/proc/self/task').map(niceness) }));
  process.exit();
});
worker.postMessage({ id: 1, bytes: new TextEncoder().encode('<html>'), commitment: {} });`;

onLinux('a process that gives way already verifies too, without a privilege', () => {
  const args = ['-n', '15', process.execPath, '--input-type=module', '-e', program, thread];
  const printed = JSON.parse(execFileSync('nice', args, { encoding: 'utf8' })) as { main: number; threads: number[] };
  expect(printed).toMatchObject({ answer: { id: 1, checked: { kind: 'not-a-record' } } });
  expect(printed.main).toBeGreaterThanOrEqual(15);
  // Even one less takes a privilege, which whoever runs this test may have.
  expect(Math.min(...printed.threads)).toBe(printed.main);
});
