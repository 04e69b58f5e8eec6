import type { Participation } from '@pacer/proto/sprint/v1';
import type { AttemptReport, EpochReport, PartReport } from './report.js';
import { partKey } from './settings.js';

const NAMES = { deal: 'dealing', open: 'opening' } as const;

/** An epoch in a few lines for people. */
export function reportText(report: EpochReport): string {
  const { epoch, held, slots, parts, penaltyPpm } = report;
  const place = held
    ? `${held.count} of ${slots} slots (${held.first} to ${held.first + held.count - 1})`
    : `none of ${slots} slots`;
  const lines = [`epoch ${epoch}: ${place}`];
  for (const part of held ? parts : []) lines.push(...partLines(report, part));
  lines.push(`  ${closeText(report)}`, `  ${beaconText(report)}`, `  ${boundsText(report)}`);
  if (held) {
    const cost = `${percentText(penaltyPpm)} of the Host's settlement of epoch ${epoch + 1n}`;
    lines.push(`  absence: ${penaltyPpm > 0 ? `takes ${cost}` : 'none noted'}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Streak and totals of a Host. */
export function participationText({ streak, rounds, missedDeals, missedOpens }: Participation): string {
  if (rounds === 0n) return 'participation: no round is over yet\n';
  return `participation: ${streak} rounds in a row without absence; of ${rounds} in all, ${missedDeals} dealings and ${missedOpens} openings missed\n`;
}

function partLines({ epoch }: EpochReport, { part, height, missed, attempts, next, why, todo }: PartReport): string[] {
  const state = height !== undefined ? `in block ${height}` : missed ? 'missed' : 'not on the chain';
  const lines = [`  ${NAMES[part]}: ${state}`];
  for (const attempt of attempts) lines.push(`    ${attemptText(partKey(part, epoch), attempt)}`);
  if (height !== undefined || why === undefined) return lines;
  const when = next === undefined ? '' : next === 'now' ? 'now, ' : `at height ${next}, `;
  lines.push(`    next: ${when}${why}`);
  if (todo !== 'nothing') lines.push(`    to do: ${todo}`);
  return lines;
}

function attemptText(key: string, { attempt, hash, state, height, reason, class: of }: AttemptReport): string {
  const where = height === undefined ? '' : ` at height ${height}`;
  const because = reason === undefined ? '' : `: ${reason}`;
  return `${key}#${attempt} ${state}${where}${of === undefined ? '' : ` (${of})`}${because}${hash === undefined ? '' : ` [${hash}]`}`;
}

function closeText({ closeHeight, extended, dealClose, dealtSlots, threshold, openFrom }: EpochReport): string {
  if (closeHeight !== undefined)
    return `dealings closed at height ${closeHeight}${extended ? ', later than planned' : ''}, openings from height ${openFrom ?? 0n} on`;
  return extended
    ? `dealings are put off: dealers hold ${dealtSlots} slots, and ${threshold} are needed`
    : `dealings close at height ${dealClose}, dealers hold ${dealtSlots} slots`;
}

function beaconText({ epoch, beaconHeight, openSlots, threshold }: EpochReport): string {
  const of = `beacon of epoch ${epoch + 1n}`;
  return beaconHeight === undefined
    ? `${of}: not known yet, ${openSlots} of ${threshold} slots that it takes are open`
    : `${of}: known since block ${beaconHeight} (B), ${openSlots} slots are open`;
}

function boundsText({ deltaPpm, secretBelowPpm, opensFromPpm }: EpochReport): string {
  return (
    `δ = ${decimal(deltaPpm, 6)} slots: nobody with less than ${percentText(secretBelowPpm)} of the weight can learn ` +
    `this beacon before openings begin; whoever has ${percentText(opensFromPpm)} can open it without the others`
  );
}

function percentText(ppm: number): string {
  return `${decimal(BigInt(ppm), 4)} %`;
}

/** An integer with so many decimal places, without those that are 0 at its end. */
function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return `${digits.slice(0, -places)}${fraction === '' ? '' : `.${fraction}`}`;
}
