import { actionText } from './action-text.js';
import { ageText } from './backlog.js';
import type { Status } from './status.js';

/** Lines of one sort that are shown; `--json` has all. */
const MOST_SHOWN = 20;

/** Where the submitter stands, for people. */
export function statusText(status: Status): string {
  const { height, epoch, records, batches, results, quarantined, waiting, journal, next } = status;
  const kept = Object.entries(records).map(([state, count]) => `${count} ${state}`);
  const open = results.queued + results.inFlight;
  const age = open > 0 ? `; the oldest that is not on chain is ${ageText(results.oldestSeconds * 1000)} old` : '';
  const aside = quarantined.records.length + quarantined.results.length;
  const lines = [
    `height ${height}, epoch ${epoch}`,
    `records: ${kept.join(', ') || 'none'}`,
    ...waiting.map(({ kind, model, count, oldestSeconds, why }) => {
      return `  ${count} of ${model} (${kind}) wait, the oldest for ${ageText(oldestSeconds * 1000)}: ${why}`;
    }),
    `open batches: ${batches.length}`,
    ...batches.map(({ op, state, what }) => `  ${op} (${state})${what === undefined ? '' : `: ${what}`}`),
    `results: ${results.queued} queued, ${results.inFlight} in flight, ${results.recorded} recorded${age}`,
    `set aside: ${aside === 0 ? 'nothing' : `${quarantined.records.length} records, ${quarantined.results.length} results`}`,
    ...first(quarantined.records, ({ requestId, model, reason }) => `  record ${requestId} of ${model}: ${reason}`),
    ...first(quarantined.results, (one) => `  result ${one.epoch} ${one.batch} ${one.index}: ${one.reason}`),
    `work journal: ${megabytes(journal.file)}, of which ${megabytes(journal.free)} free; log ${megabytes(journal.wal)}`,
    ...first(next, (action) => `next: ${actionText(action)}`),
    ...(next.length === 0 ? ['next: nothing to do'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function first<T>(all: readonly T[], line: (one: T) => string): string[] {
  const more = all.length - MOST_SHOWN;
  return [...all.slice(0, MOST_SHOWN).map(line), ...(more > 0 ? [`  and ${more} more: see --json`] : [])];
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
