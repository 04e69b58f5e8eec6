/** One Host's line after a Sprint. */
export interface Row {
  readonly name: string;
  readonly threads: number;
  /** Nonces that its prover computed, and the hits among them. */
  readonly tried: number;
  readonly found: number;
  /** Hits that were in blocks before the window closed, and nonces below the last of them. */
  readonly committed: number;
  readonly inTime: number;
  /** Share of 10^9, and voting power. */
  readonly weight: bigint;
  readonly power: bigint;
}

/** How far the hits are from what so many tries bring, in standard deviations of a binomial. */
export function sigmas({ tried, found }: Pick<Row, 'tried' | 'found'>, target: bigint): number {
  const p = Number(target) / 2 ** 64;
  return (found - tried * p) / Math.sqrt(tried * p * (1 - p));
}

/** The same for what is on the chain: the last hit there is where the nonces end, and none of their bringing. */
export function committedSigmas({ inTime, committed }: Pick<Row, 'inTime' | 'committed'>, target: bigint): number {
  return sigmas({ tried: inTime, found: committed - 1 }, target);
}

/** Lines of a table with the work of each Host and what became of it. */
export function table(rows: readonly Row[], target: bigint): string[] {
  const tried = rows.reduce((all, row) => all + row.tried, 0);
  const cells = rows.map((row) => [
    row.name,
    String(row.threads),
    String(row.tried),
    percent(row.tried / tried),
    String(row.found),
    deviation(sigmas(row, target)),
    percent(row.inTime / row.tried),
    String(row.committed),
    deviation(committedSigmas(row, target)),
    percent(Number(row.weight) / 1e9),
    String(row.power),
  ]);
  const head = [
    '',
    'threads',
    'nonces',
    'of all',
    'hits',
    'off by',
    'in time',
    'committed',
    'off by',
    'weight',
    'power',
  ];
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => (row[column] ?? '').length)));
  return [head, ...cells].map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
}

function deviation(sigmas: number): string {
  return `${sigmas >= 0 ? '+' : ''}${sigmas.toFixed(1)} σ`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
