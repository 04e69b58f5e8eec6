import { assertCount } from './bytes.js';
import { CryptoError } from './error.js';
import type { Stream } from './stream.js';

/**
 * Floyd's sample without replacement (§7): for j = n−m … n−1, t = below(j+1), add j if t is in the set already,
 * else t. Every m-subset of 0 … n−1 is equally likely, with exactly m draws.
 * @param stream is advanced by m draws
 * @param n size of the population
 * @param m size of the sample, m ≤ n
 * @returns m distinct indices, ascending
 * @throws CryptoError `out-of-range` when m > n or one is not a non-negative integer
 */
export function floyd(stream: Stream, n: number, m: number): number[] {
  assertCount(n, 'n');
  assertCount(m, 'm');
  if (m > n) throw new CryptoError('out-of-range', `cannot draw ${m} of ${n}: m must not exceed n`);
  const chosen = new Set<number>();
  for (let j = n - m; j < n; j++) {
    const t = Number(stream.below(BigInt(j) + 1n));
    chosen.add(chosen.has(t) ? j : t);
  }
  return [...chosen].sort((a, b) => a - b);
}
