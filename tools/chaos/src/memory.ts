import { readFileSync } from 'node:fs';

/** Resident memory of a process at a time. */
export interface MemorySample {
  /** Unix milliseconds */
  readonly atMs: number;
  readonly mb: number;
}

/** Resident memory in MB (10^6 bytes); undefined when there is no such process. */
export function residentMb(pid: number): number | undefined {
  try {
    const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kb === undefined ? undefined : (Number(kb) * 1_024) / 1_000_000;
  } catch {
    return undefined;
  }
}

/** Slope of the straight line with the least squares through samples, MB per hour; undefined for fewer than three. */
export function slopeMbPerHour(samples: readonly MemorySample[]): number | undefined {
  if (samples.length < 3) return undefined;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const hours = samples.map(({ atMs }) => (atMs - (samples[0]?.atMs ?? 0)) / 3_600_000);
  const [x, y] = [mean(hours), mean(samples.map(({ mb }) => mb))];
  const above = samples.reduce((sum, { mb }, i) => sum + ((hours[i] ?? 0) - x) * (mb - y), 0);
  const below = hours.reduce((sum, hour) => sum + (hour - x) ** 2, 0);
  return below === 0 ? undefined : above / below;
}
