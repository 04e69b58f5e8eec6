import { type BeaconOutcome } from './beacon-outcome.js';
import { type EpochOutcome } from './epoch-outcome.js';

/** How outcomes are shown: a table for a terminal, lines for a pipe, a JSON document a line for programs. */
export interface EpochText {
  /** What stands above all lines, if anything does. */
  readonly head: string | undefined;
  line(outcome: EpochOutcome): string;
}

const columns: readonly {
  readonly name: string;
  readonly width: number;
  readonly of: (one: EpochOutcome) => string;
}[] = [
  { name: 'epoch', width: 5, of: ({ epoch }) => String(epoch) },
  { name: 'dealers', width: 14, of: (one) => shareText(one.dealers, one.dealtSlots, one) },
  { name: 'close', width: 6, of: (one) => `${one.closeHeight}${one.extended ? '!' : ''}` },
  { name: 'openings', width: 14, of: (one) => shareText(one.openers, one.openSlots, one) },
  { name: 'at', width: 9, of: heightsText },
  { name: 'δ slots', width: 7, of: ({ deltaPpm }) => millionths(deltaPpm) },
  { name: 'secret below', width: 12, of: ({ secretBelowPpm }) => percent(secretBelowPpm) },
  { name: 'opened from', width: 11, of: ({ opensFromPpm }) => percent(opensFromPpm) },
  { name: 'beacon', width: 12, of: ({ beacon }) => beacon.slice(0, 12) },
  { name: 'B', width: 5, of: ({ beaconHeight }) => String(beaconHeight) },
  { name: 'next', width: 5, of: ({ next }) => String(next) },
  { name: 'settled', width: 12, of: ({ settled }) => String(settled) },
  { name: 'claimed', width: 12, of: ({ claimed }) => String(claimed) },
  { name: 'burned', width: 12, of: ({ burned }) => String(burned) },
];

export const tableText: EpochText = {
  head: columns.map(({ name, width }) => name.padEnd(width)).join('  '),
  line: (outcome) => columns.map(({ of, width }) => of(outcome).padEnd(width)).join('  '),
};

export const plainText: EpochText = {
  head: undefined,
  line: (one) =>
    [
      `epoch ${one.epoch}: ${beaconText(one)}`,
      `epoch ${one.epoch + 1n} from ${one.next}`,
      `upacer settled ${one.settled}, claimed ${one.claimed}, burned ${one.burned}`,
    ].join('; '),
};

export const jsonLines: EpochText = {
  head: undefined,
  line: (outcome) =>
    JSON.stringify(outcome, (_key, item: unknown) => (typeof item === 'bigint' ? item.toString() : item)),
};

/** How a beacon came about, in one sentence. */
export function beaconText(one: BeaconOutcome): string {
  return [
    `dealers ${shareText(one.dealers, one.dealtSlots, one)}`,
    `closed at ${one.closeHeight}${one.extended ? ', later than planned' : ''}`,
    `openings ${shareText(one.openers, one.openSlots, one)} at ${heightsText(one)}`,
    `δ ${millionths(one.deltaPpm)} slots`,
    `secret below ${percent(one.secretBelowPpm)} of the weight, opened from ${percent(one.opensFromPpm)} on`,
    `beacon ${one.beacon.slice(0, 12)}`,
    `B ${one.beaconHeight}`,
  ].join('; ');
}

/** Hosts out of those that hold a slot, and their slots out of all: `3/4 (48/64)`. */
function shareText(hosts: number, held: number, { holders, slots }: BeaconOutcome): string {
  return `${hosts}/${holders} (${held}/${slots})`;
}

function heightsText({ firstOpening, lastOpening }: BeaconOutcome): string {
  return firstOpening === lastOpening ? String(firstOpening) : `${firstOpening}–${lastOpening}`;
}

/** Millionths as a decimal without trailing zeros. */
function millionths(ppm: bigint): string {
  const whole = ppm / 1_000_000n;
  const rest = String(ppm % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return rest === '' ? String(whole) : `${whole}.${rest}`;
}

function percent(ppm: number): string {
  return `${ppm / 10_000} %`;
}
