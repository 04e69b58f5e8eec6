import { expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const child = join(import.meta.dirname, '../dist/sigstop.test.child.js');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('a process that was stopped for a while says so once, and its passes go on', async () => {
  const running = spawn(process.execPath, [child], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  running.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  try {
    await once(running.stdout, 'data');
    // Into the pause, which is longer than a loaded machine takes to get there.
    await pause(1_000);
    running.kill('SIGSTOP');
    await pause(15_000);
    running.kill('SIGCONT');
    while (!log.includes('longer than asked')) await once(running.stderr, 'data');
    for (let passes = 0; passes < 2; passes++) await once(running.stdout, 'data');
  } finally {
    running.kill('SIGKILL');
  }
  // A busy machine may have it wait for a while of its own, which is shorter.
  const said = log.split('\n').filter((line) => Number(/took (\S+) s longer than asked/.exec(line)?.[1]) > 10);
  expect(said).toHaveLength(1);
  expect(JSON.parse(said[0]!)).toMatchObject({ level: 'warn', kinds: ['stalled'] });
});
