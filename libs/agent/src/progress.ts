/** What progress is written to: a stream that may be a terminal. */
export interface ProgressTarget {
  isTTY?: boolean;
  write: (text: string) => unknown;
}

/** Shows how far something has come, in place, on a terminal, and nothing in a pipe. An empty text clears the line. */
export function terminalProgress(target: ProgressTarget): (text: string) => void {
  if (!target.isTTY) return () => undefined;
  return (text) => void target.write(`\r\u001b[K${text}`);
}
