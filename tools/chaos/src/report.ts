import { type FaultRow } from './audit.js';
import { type StormResult } from './storm.js';

const columns: readonly { readonly name: string; readonly of: (row: FaultRow) => string }[] = [
  { name: 'fault', of: ({ fault }) => fault },
  { name: 'injected', of: injectedText },
  { name: 'struck', of: ({ struck }) => String(struck) },
  { name: 'reachable', of: ({ reachable }) => String(reachable) },
  { name: 'missed', of: ({ missed }) => String(missed) },
  { name: 'lost', of: ({ lost }) => String(lost) },
  { name: 'doubled', of: ({ doubled }) => String(doubled) },
  { name: 'resumed (median, max)', of: (row) => `${secondsText(row.resumeMedianMs)}, ${secondsText(row.resumeMaxMs)}` },
];

/** The table and what stands below it, for a terminal or a pipe. */
export function reportText(result: StormResult): string {
  const { kills, windows, twins, memory } = result;
  const states = Object.entries(kills.byState)
    .sort()
    .map(([state, count]) => `${state} ${count}`);
  return [
    ...table(result.rows),
    '',
    'injected: times, in brackets on one, two and three of three endpoints. struck: requests, system calls or processes.',
    'reachable, missed: deals, openings and claims of Hosts in whose window the fault was done to the agent; reachable is a window',
    'with 20 blocks in a row (openings: 8) without a fault of the agent, or one that was used. resumed: from the end of a fault to',
    'the next inclusion of that courier, where no other fault came first.',
    '',
    `kills: ${kills.total}; left in the journal: ${states.join(', ')} (a kill can leave attempts in two states)`,
    `deliveries: ${result.deliveries} in ${result.blocks} blocks, ${refusedText(result.refused)}, ${result.feesPaid} upacer of fees`,
    `windows of Hosts: ${windows.all} ended, ${windows.reachable} reachable, ${windows.missed} missed, ${windows.doubled} doubled`,
    `records of Hosts: ${result.records.made} handed over, ${result.records.committed} in ${result.records.batches} batches on chain, ${result.records.repeated} batches repeated`,
    twinsText(twins),
    ...memory.map(
      ({ agent, samples, mbPerHour }) =>
        `memory of ${agent}, never disturbed: ${mbPerHour === undefined ? 'too few samples' : `${mbPerHour.toFixed(1)} MB/h over ${samples} samples`}`,
    ),
    ...result.missedWindows.map(
      ({ kind, host, epoch, faults }) =>
        `missed: ${kind} of ${host} in epoch ${epoch}, with ${faults.length === 0 ? 'no fault' : faults.join(', ')}`,
    ),
    ...result.wrongDeliveries,
    ...result.wrongAccounts.map((line) => `wrong account: ${line}`),
    ...result.notInjected.map((line) => `not injected: ${line}`),
    verdict(result),
  ].join('\n');
}

function twinsText({ deliveries, sameBytes, otherBytes, twice }: StormResult['twins']): string {
  const late = `${otherBytes} with other bytes because one was a span of deadlines late, of these ${twice} in two blocks`;
  return `twins: ${deliveries} deliveries given to two couriers of one account; ${sameBytes} signed with the same bytes by both; ${late}`;
}

function refusedText(refused: StormResult['refused']): string {
  const all = Object.entries(refused).map(([name, count]) => `${name} ${count} times`);
  return all.length === 0 ? 'none refused in a block' : `refused in a block: ${all.join(', ')}`;
}

/** Whether the chain shows everything once, and every balance is what the blocks say. */
export function isRight({ lost, doubled, wrongAccounts }: StormResult): boolean {
  return lost === 0 && doubled === 0 && wrongAccounts.length === 0;
}

function verdict(result: StormResult): string {
  const { lost, doubled, kills, deliveries } = result;
  return `${isRight(result) ? 'right' : 'WRONG'}: lost ${lost}, doubled ${doubled} over ${kills.total} kills and ${deliveries} deliveries, counted on the chain`;
}

function table(rows: readonly FaultRow[]): string[] {
  const cells = [columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ of }) => of(row)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => (line[i] ?? '').length)));
  return cells.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function injectedText({ injected, byEndpoints }: FaultRow): string {
  return byEndpoints.length === 0 ? String(injected) : `${injected} (${byEndpoints.join('/')})`;
}

function secondsText(ms: number | undefined): string {
  return ms === undefined ? '–' : `${(ms / 1_000).toFixed(1)} s`;
}
