export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** @param began of `performance.now` */
export function secondsSince(began: number): number {
  return (performance.now() - began) / 1_000;
}
