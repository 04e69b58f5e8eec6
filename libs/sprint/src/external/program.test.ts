import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OtherProvers, ready } from '../testing/other-prover.js';
import { localTask, proved, rejection } from '../testing/tasks.js';

const others = new OtherProvers();

afterEach(() => others.close());
afterAll(() => others.remove());

/** Whether anybody listens at a socket. */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** A prover that ends neither with its input nor with the script that started it. It listens at the socket. */
function stubborn(socket: string, work: string): string {
  return others.script(`
import { createServer } from 'node:net';
agent.on('end', () => undefined);
agent.on('work', () => { ${work} });
// Nor does it outlive a run of the tests that was killed.
setTimeout(() => process.exit(), 120_000);
createServer().listen(${JSON.stringify(socket)}, () => say(${JSON.stringify(ready)}));`);
}

test.each([
  ['is closed', '', '"$0" "$1"; true'],
  ['breaks the protocol', `say('hello');`, '"$0" "$1"; true'],
  // The script goes first.
  ['lost its script', `process.kill(process.ppid, 'SIGKILL');`, '"$0" "$1"; true'],
])('what a script started is killed with it, when it %s', async (_, work, script) => {
  const socket = join(others.folder, `${work.length}.sock`);
  const prover = await others.open('sh', ['-c', script, process.execPath, stubborn(socket, work)]);
  expect(await isServed(socket)).toBe(true);
  if (work === '') await prover.close();
  else expect(await rejection(proved(prover, localTask))).toMatchObject({ name: 'SprintError' });
  // A killed process may need a moment to be gone.
  while (await isServed(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
});

test('a prover gives way to all else on the machine', async () => {
  const niceness: number[] = [];
  const file = others.script(`
import { getPriority } from 'node:os';
say(${JSON.stringify(ready)});
agent.once('work', () => { process.stderr.write(getPriority() + '\\n', () => say(report(1, [], true))); });`);
  const prover = await others.openScript(file, { onLog: (line) => niceness.push(Number(line)) });
  await proved(prover, { ...localTask, last: 0n });
  await prover.close();
  expect(niceness).toHaveLength(1);
  expect(niceness[0]).toBeGreaterThanOrEqual(10);
});

test('a process that can open no more files has a typed error', async () => {
  const child = join(import.meta.dirname, '../../dist/external/program.test.child.js');
  const run = promisify(execFile)('sh', ['-c', 'ulimit -n 100; exec "$0" "$1"', process.execPath, child]);
  expect(JSON.parse((await run).stdout)).toMatchObject({
    name: 'SprintError',
    code: 'prover_start',
    message: expect.stringContaining('EMFILE'),
  });
});
