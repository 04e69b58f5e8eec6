import { execFileSync } from 'node:child_process';

/** The cores that this process may run on, by `taskset` (util-linux). */
export function ownCores(): number[] {
  const list = execFileSync('taskset', ['-cp', String(process.pid)], { encoding: 'utf8' }).split(':')[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.trim().split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

/** Keeps a process, with the threads it has and those it starts, on one core. */
export function pin(pid: number, core: number): void {
  execFileSync('taskset', ['-acp', String(core), String(pid)]);
}
