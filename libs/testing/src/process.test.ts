import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagedProcess } from './process.js';
import { waitFor } from './wait-for.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-process-'));
const logFile = join(dir, 'log');
const sleeper = (code: string) =>
  new ManagedProcess({ name: 'sleeper', command: process.execPath, args: ['-e', code], logFile });
const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

test('writes its output to the log and tells how it ended', async () => {
  const child = await sleeper('console.log("hello"); process.exitCode = 3').start();
  expect(await child.exited()).toBe(3);
  expect(child.running).toBe(false);
  expect(child.tail()).toContain('hello');
});

test('a process that ignores SIGTERM is killed after the grace', async () => {
  const child = await sleeper(
    'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)',
  ).start();
  await waitFor('the child', () => (child.tail(1) === 'ready' ? true : undefined));
  await child.stop(200);
  expect(child.ended).toBe('SIGKILL');
});

test('a command that does not exist is an error, not a hang', async () => {
  await expect(
    new ManagedProcess({ name: 'nothing', command: join(dir, 'nothing'), args: [], logFile }).start(),
  ).rejects.toThrow('ENOENT');
});

test('children die with a parent that is killed by SIGKILL', async () => {
  const pidFile = join(dir, 'pids');
  const source = join(import.meta.dirname, '..', 'dist', 'process.js');
  const code = `
    import { writeFileSync } from 'node:fs';
    const { ManagedProcess } = await import(${JSON.stringify(source)});
    const child = await new ManagedProcess({ name: 'c', command: process.execPath,
      args: ['-e', 'setInterval(() => {}, 1000)'], logFile: ${JSON.stringify(logFile)} }).start();
    writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  const pid = await waitFor('the grandchild', () => Number(readFileSync(pidFile, 'utf8')) || undefined);
  expect(alive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await waitFor('its end', () => (alive(pid) ? undefined : true));
});
