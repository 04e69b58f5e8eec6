/** Median, 99th percentile and greatest of some times. */
export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** @param times at least one */
export function quantiles(times: Iterable<number>): Quantiles {
  const sorted = Float64Array.from(times).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { p50: at(0.5), p99: at(0.99), most: at(1) };
}
