/** Two Hosts over all epochs. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly total: readonly [number, number];
  readonly sigmas: number;
}

/**
 * How far apart Hosts are that should be equal. The difference of two Poisson counts with one mean has a variance of their sum.
 * @param counts of each epoch, one for each Host
 */
export function differences(counts: readonly (readonly number[])[]): {
  readonly pairs: readonly Pair[];
  /** Pairs of one epoch that are more than 3 σ apart, and all of them. */
  readonly beyond: number;
  readonly compared: number;
} {
  const hosts = counts[0]?.length ?? 0;
  const pairs: Pair[] = [];
  let beyond = 0;
  for (let a = 0; a < hosts; a++)
    for (let b = a + 1; b < hosts; b++) {
      const total = [sumOf(counts, a), sumOf(counts, b)] as const;
      pairs.push({ a, b, total, sigmas: apart(...total) });
      beyond += counts.filter((row) => Math.abs(apart(row[a] ?? 0, row[b] ?? 0)) > 3).length;
    }
  return { pairs, beyond, compared: pairs.length * counts.length };
}

function apart(one: number, other: number): number {
  return one + other === 0 ? 0 : (one - other) / Math.sqrt(one + other);
}

function sumOf(counts: readonly (readonly number[])[], host: number): number {
  return counts.reduce((sum, row) => sum + (row[host] ?? 0), 0);
}
