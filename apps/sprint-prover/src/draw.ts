import { randomInt } from 'node:crypto';

/** A number from 0 to below n, n <= 2^32, that nobody can foresee. */
export type Below = (n: number) => number;

/** From the machine's own randomness: who is checked where must not be known to anybody before. */
export const unforeseen: Below = (n) => randomInt(n);

/** So many different items, at random; all of them if there are no more. Floyd's method. */
export function drawSome<T>(items: readonly T[], count: number, below: Below = unforeseen): T[] {
  const chosen = new Set<number>();
  for (let j = Math.max(0, items.length - count); j < items.length; j++) {
    const t = below(j + 1);
    chosen.add(chosen.has(t) ? j : t);
  }
  return [...chosen].flatMap((index) => items.slice(index, index + 1));
}

/** The same items in an order that nobody can foresee. */
export function shuffled<T>(items: readonly T[], below: Below = unforeseen): T[] {
  const rest = [...items];
  return Array.from({ length: items.length }, () => rest.splice(below(rest.length), 1)).flat();
}
