/** One Host's line after a Sprint. */
export interface Row {
  readonly name: string;
  readonly threads: number;
  /** Nonces that its prover computed, the hits among them, and those that were in blocks before the window closed. */
  readonly tried: number;
  readonly found: number;
  readonly committed: number;
  /** Share of 10^9, and voting power. */
  readonly weight: bigint;
  readonly power: bigint;
}

/** How far the hits are from what so many tries bring, in standard deviations of a binomial. */
export function sigmas({ tried, found }: Pick<Row, 'tried' | 'found'>, target: bigint): number {
  const p = Number(target) / 2 ** 64;
  return (found - tried * p) / Math.sqrt(tried * p * (1 - p));
}

/**
 * How far a Host's share of the commitments is from its share of the work, in standard deviations of a binomial: hits that did not get
 * into a block in time show here.
 */
export function committedSigmas(rows: readonly Row[], row: Row): number {
  const [tried, committed] = [sum(rows, 'tried'), sum(rows, 'committed')];
  const share = row.tried / tried;
  return (row.committed - committed * share) / Math.sqrt(committed * share * (1 - share));
}

/** Lines of a table with the work of each Host and what became of it. */
export function table(rows: readonly Row[], target: bigint): string[] {
  const tried = sum(rows, 'tried');
  const cells = rows.map((row) => [
    row.name,
    String(row.threads),
    String(row.tried),
    percent(row.tried / tried),
    String(row.found),
    deviation(sigmas(row, target)),
    String(row.committed),
    deviation(committedSigmas(rows, row)),
    percent(Number(row.weight) / 1e9),
    String(row.power),
  ]);
  const head = ['', 'threads', 'nonces', 'of all', 'hits', 'off by', 'committed', 'off by', 'weight', 'power'];
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => (row[column] ?? '').length)));
  return [head, ...cells].map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
}

function deviation(sigmas: number): string {
  return `${sigmas >= 0 ? '+' : ''}${sigmas.toFixed(1)} σ`;
}

function sum(rows: readonly Row[], of: 'tried' | 'committed'): number {
  return rows.reduce((all, row) => all + row[of], 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
