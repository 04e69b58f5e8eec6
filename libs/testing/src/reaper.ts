import { spawn, type ChildProcess } from 'node:child_process';

/*
 * No child may outlive us, however we end. A clean exit can kill its children itself; a SIGKILL cannot. So one small process of its
 * own watches a pipe that only we hold: when the pipe breaks, it kills every process group it was told about.
 */
const watcher = `
const groups = new Set();
let rest = '';
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.stdin.setEncoding('utf8');
process.stdin.on('data', (text) => {
  const lines = (rest + text).split('\\n');
  rest = lines.pop();
  for (const line of lines) line[0] === '+' ? groups.add(+line.slice(1)) : groups.delete(+line.slice(1));
});
process.stdin.on('end', () => {
  for (const group of groups) try { process.kill(-group, 'SIGKILL'); } catch {}
  process.exit(0);
});
`;

let reaper: ChildProcess | undefined;

function tell(line: string): void {
  if (!reaper) {
    reaper = spawn(process.execPath, ['-e', watcher], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
    reaper.unref();
    (reaper.stdin as unknown as { unref(): void }).unref();
    reaper.stdin?.on('error', () => (reaper = undefined));
  }
  reaper.stdin?.write(`${line}\n`);
}

/** Makes sure that the process group `pid` is killed when this process ends, even by SIGKILL. */
export function watch(pid: number): void {
  tell(`+${pid}`);
}

/** Forgets a process group that has ended. */
export function unwatch(pid: number): void {
  tell(`-${pid}`);
}
