import { committedSigmas, type Row, sigmas } from './table.js';

/** Four Hosts a run, hits and commitments of each: one run in 18,000 is that far off by chance. The table says how far it was. */
const MOST_SIGMAS = 4.5;
/** Of a Host's nonces, so many are below its last hit on the chain: messages end a quarter of the window before it does. */
const LEAST_IN_TIME = 0.4;
const SLOTS = 64;
const WHOLE = 1_000_000_000;

/** What a Sprint should have shown and did not. */
export interface Fault {
  /** Index of the row. */
  readonly row: number;
  readonly expected: string;
  readonly found: string;
}

/** The largest deviation of any Host, of hits from nonces tried and of commitments from those in time. */
export function furthest(rows: readonly Row[], target: bigint): number {
  return Math.max(...rows.flatMap((row) => [sigmas(row, target), committedSigmas(row, target)].map(Math.abs)));
}

/** The first way in which power does not follow the work, from nonces tried to votes: hits, commitments, weight, power. */
export function faultOf(rows: readonly Row[], target: bigint): Fault | undefined {
  const total = rows.reduce((all, { committed }) => all + committed, 0);
  for (const look of STEPS)
    for (const [i, row] of rows.entries()) {
      const wrong = look({ row, rows, target, total });
      if (wrong) return { row: i, expected: `${row.name} with ${wrong[0]}`, found: wrong[1] };
    }
  return undefined;
}

interface Look {
  readonly row: Row;
  readonly rows: readonly Row[];
  readonly target: bigint;
  /** Committed by all of them. */
  readonly total: number;
}

/** Each says what it expected and what it found, if that is something else. */
const STEPS: readonly ((look: Look) => readonly [string, string] | undefined)[] = [
  ({ row }) => (row.committed > 0 ? undefined : ['work on the chain', `none of its ${row.found} hits`]),
  ({ row }) =>
    row.committed <= row.found ? undefined : [`at most its ${row.found} hits on the chain`, `${row.committed}`],
  ({ row, target }) => beyond('hits', 'its work', sigmas(row, target)),
  ({ row }) =>
    row.inTime >= LEAST_IN_TIME * row.tried
      ? undefined
      : [`${100 * LEAST_IN_TIME} % of its ${row.tried} nonces on the chain in time`, `${row.inTime}`],
  ({ row, target }) => beyond('commitments', 'its work in time', committedSigmas(row, target)),
  ({ row, rows, total }) => {
    const exact = (WHOLE * row.committed) / total;
    // Rounded down for each Host, and what is left goes to some.
    return Math.abs(Number(row.weight) - exact) <= rows.length
      ? undefined
      : [`a weight of ${Math.round(exact)}`, `${row.weight} of ${WHOLE}`];
  },
  ({ row, total }) =>
    // Largest remainders: less than a slot away from the exact share.
    Math.abs(Number(row.power) - (SLOTS * row.committed) / total) < 1
      ? undefined
      : [`power for ${row.committed} of ${total} hits`, `${row.power} of ${SLOTS}`],
];

function beyond(what: string, of: string, off: number): readonly [string, string] | undefined {
  return Math.abs(off) <= MOST_SIGMAS ? undefined : [`${what} within ${MOST_SIGMAS} σ of ${of}`, `${off.toFixed(1)} σ`];
}
