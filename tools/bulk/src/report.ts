import { type BulkResult } from './bulk-result.js';

/** Findings of each kind that are told one by one. */
const TOLD = 5;

/** What came of a run, for a terminal or a pipe. */
export function reportText(result: BulkResult): string {
  const { records, results, kills, drain, hosts, findings, refused } = result;
  const { submitters, validators } = drain.cpuSeconds;
  const refusals = Object.entries(refused).map(([name, count]) => `${name} ${count} times`);
  const shown = firstOfEachKind(findings);
  return [
    `records: ${records.handedOver} handed over, ${records.poisoned} of them poisoned; ${rate(records.perSecond)} from the first hand-over to the last on the chain, in ${result.batches} batches`,
    `results: ${results.duties} by ${results.duties} duties (r = ${results.ratePpm} ppm), and ${results.poisoned} poisoned; in ${result.resultMessages} messages. Every verdict is "match": nothing was re-executed, what is measured is the way to the chain`,
    `kills: ${kills.total} (${kills.submitters} of submitters, ${kills.writers} of writers), ${kills.atWork} with something durable that was not on the chain yet`,
    `drain: ${drain.results} results in ${seconds(drain.seconds)}, ${rate(drain.perSecond)}, without kills; durable after ${seconds(drain.handOverSeconds)}; CPU of submitters ${seconds(submitters)}, of validators ${seconds(validators)}`,
    ...hosts.map(
      ({ name, peakMb, journalBytes }) =>
        `${name}: submitter at most ${peakMb.toFixed(0)} MB resident, work journal ${(journalBytes / 1e6).toFixed(0)} MB`,
    ),
    `refused in a block: ${refusals.join(', ') || 'nothing'}`,
    `an epoch of ${result.epochLength} blocks with all of it, a batch of a Host each ${result.batchInterval} blocks; ${result.seconds.toFixed(0)} s in all`,
    ...shown,
    ...(findings.length > shown.length ? [`and ${findings.length - shown.length} more`] : []),
    verdictText(result),
  ].join('\n');
}

function verdictText({ counts, findings, records, results, kills }: BulkResult): string {
  const all = `lost ${counts.lost}, doubled ${counts.doubled}, unnamed ${counts.unnamed}, foreign ${counts.foreign}, wrong roots ${counts.root}`;
  const over = `over ${kills.total} kills, ${records.handedOver} records and ${results.duties} results, counted on the chain`;
  return `${findings.length === 0 ? 'right' : 'WRONG'}: ${all}; ${over}`;
}

/** @param findings `kind: what` */
function firstOfEachKind(findings: readonly string[]): string[] {
  const told = new Map<string, number>();
  return findings.filter((finding) => {
    const kind = finding.split(':')[0] ?? '';
    told.set(kind, (told.get(kind) ?? 0) + 1);
    return (told.get(kind) ?? 0) <= TOLD;
  });
}

function rate(perSecond: number): string {
  return Number.isNaN(perSecond) ? 'no rate, for not all came' : `${perSecond.toFixed(0)} a second`;
}

function seconds(value: number): string {
  return Number.isNaN(value) ? '–' : `${value.toFixed(1)} s`;
}
