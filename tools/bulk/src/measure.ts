import { readFileSync, statSync } from 'node:fs';

/** Clock ticks a second in /proc, on every Linux. */
const TICKS = 100;

/** The most memory that a process has had resident so far, in MB (10^6 bytes); undefined when there is no such process. */
export function peakResidentMb(pid: number): number | undefined {
  const kb = /^VmHWM:\s+(\d+) kB$/m.exec(textOf(`/proc/${pid}/status`) ?? '')?.[1];
  return kb === undefined ? undefined : (Number(kb) * 1_024) / 1_000_000;
}

/** CPU seconds that a process has used so far, in user and system; undefined when there is no such process. */
export function cpuSeconds(pid: number): number | undefined {
  // The name of the program may hold spaces and brackets: what comes after it counts.
  const fields = textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Bytes of a journal on disk: its file and its log. */
export function journalBytes(path: string): number {
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
