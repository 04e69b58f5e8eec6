/** How many of each a writer has said to be durable. */
export interface Said {
  readonly records: number;
  readonly results: number;
}

/** The line that says it. It is written after the disk has them, so that it may come too late and never too early. */
export function sayLine(what: keyof Said, count: number): string {
  return `durable ${what} ${count}`;
}

/** The greatest counts in the log of a writer, all of its lives together. What a kill cut off counts for nothing. */
export function saidIn(log: string): Said {
  const most = { records: 0, results: 0 };
  for (const [, what, count] of log.matchAll(/^durable (records|results) (\d+)\n/gm)) {
    const name = what as keyof Said;
    most[name] = Math.max(most[name], Number(count));
  }
  return most;
}
