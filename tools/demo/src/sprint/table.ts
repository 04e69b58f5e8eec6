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

/** Lines of a table with the work of each Host and what became of it. */
export function table(rows: readonly Row[], target: bigint): string[] {
  const tried = rows.reduce((sum, row) => sum + row.tried, 0);
  const cells = rows.map((row) => [
    row.name,
    String(row.threads),
    String(row.tried),
    percent(row.tried / tried),
    String(row.found),
    `${sigmas(row, target) >= 0 ? '+' : ''}${sigmas(row, target).toFixed(1)} σ`,
    String(row.committed),
    percent(Number(row.weight) / 1e9),
    String(row.power),
  ]);
  const head = ['', 'threads', 'nonces', 'of all', 'hits', 'off by', 'committed', 'weight', 'power'];
  const widths = head.map((_, column) => Math.max(...[head, ...cells].map((row) => (row[column] ?? '').length)));
  return [head, ...cells].map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
