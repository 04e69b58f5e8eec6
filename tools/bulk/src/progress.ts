/** Where a run tells how far it is: a terminal, or a pipe. */
export interface Progress {
  /** A line that stays. */
  say(line: string): void;
  /** Where things stand now: the last one replaces the one before on a terminal; in a pipe one now and then is a line. */
  show(line: string): void;
}

interface Target {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const CLEAR = '\r\x1b[K';

/** @param everyMs between two lines of `show` in a pipe */
export function progressOn(target: Target, { everyMs = 10_000, now = () => performance.now() } = {}): Progress {
  let shownAt = -Infinity;
  const isLive = target.isTTY === true;
  return {
    say: (line) => void target.write(`${isLive ? CLEAR : ''}${line}\n`),
    show: (line) => {
      if (isLive) target.write(CLEAR + line.slice(0, (target.columns ?? 80) - 1));
      else if (now() - shownAt >= everyMs) {
        shownAt = now();
        target.write(`${line}\n`);
      }
    },
  };
}
