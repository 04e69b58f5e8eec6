import { createHash, type Hash } from 'node:crypto';

/** Everything that happens in a world, in order: two runs of a seed have the same hash. */
export class Trace {
  readonly #hash: Hash = createHash('sha256');
  readonly #now: () => number;
  readonly #show: ((line: string) => void) | undefined;
  #events = 0;

  /** @param show what each line is shown to; without it only the hash is kept */
  constructor(now: () => number, show?: (line: string) => void) {
    this.#now = now;
    this.#show = show;
  }

  get events(): number {
    return this.#events;
  }

  note(who: string, what: string): void {
    this.#events++;
    const line = `${this.#now().toFixed(3)} ${who} ${what}`;
    this.#hash.update(line);
    this.#hash.update('\n');
    this.#show?.(line);
  }

  /** Hex, of everything so far. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
