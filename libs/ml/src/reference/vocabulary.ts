/** The reference model reads and writes bytes; one more id ends the output. */
export const VOCABULARY = 257;
/** The id that ends an output, and the left padding of a short context. */
export const STOP = 256;
/** Ids that the model looks at: the last 16, left-padded with STOP. */
export const CONTEXT = 16;

export function isToken(id: number): boolean {
  return Number.isInteger(id) && id >= 0 && id < VOCABULARY;
}

/** The last 16 ids before a position, left-padded with 256. */
export function contextOf(ids: readonly number[]): number[] {
  const last = ids.slice(-CONTEXT);
  return [...Array.from({ length: CONTEXT - last.length }, () => STOP), ...last];
}
