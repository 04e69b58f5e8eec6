/** Values of the patterns that sprint-work.json names, by index; `dim` is the width of a row. */
export const patterns: Record<string, (i: number, dim: number) => number> = {
  zero: () => 0,
  'all -128': () => -128,
  'all 127': () => 127,
  alternating: (i) => (i % 2 === 0 ? 127 : -128),
  rows: (i, dim) => (Math.floor(i / dim) % 2 === 0 ? 127 : -128),
  sparse: (i) => (i % 97 === 0 ? 127 : 0),
  ramp: (i) => (i % 256) - 128,
  // i² passes 2^53 for long streams; its remainder does not need it.
  thirds: (i, dim) => (((i % 3) ** 2 + Math.floor(i / dim)) % 3 === 1 ? 127 : -128),
};

/** n elements of a pattern. */
export function patternOf(name: string, n: number, dim: number): Int8Array {
  const value = patterns[name];
  if (value === undefined) throw new Error(`there is no pattern ${name}`);
  return Int8Array.from({ length: n }, (_, i) => value(i, dim));
}
