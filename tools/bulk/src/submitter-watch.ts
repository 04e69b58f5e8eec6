import { setTimeout as sleep } from 'node:timers/promises';
import { type BulkHost } from './bulk-host.js';
import { peakResidentMb } from './measure.js';

const EVERY_MS = 200;

/** Most resident memory of each Host's submitter in all of its lives, MB, by name of the Host. The kernel keeps the peak of a life. */
export async function watchMemory(hosts: readonly BulkHost[], signal: AbortSignal): Promise<Map<string, number>> {
  const peaks = new Map<string, number>();
  while (!signal.aborted) {
    for (const { name, submitter } of hosts) {
      const mb = submitter.pid === undefined ? undefined : peakResidentMb(submitter.pid);
      if (mb !== undefined) peaks.set(name, Math.max(mb, peaks.get(name) ?? 0));
    }
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return peaks;
}
