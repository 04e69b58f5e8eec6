/** What a person can still make use of. */
const LINES_PER_SECOND = 100;
const LINE_LENGTH = 10_000;

/** Hands on what a program writes for people, line by line; of a flood only the first lines of each second. */
export class LogRelay {
  readonly #onLog: (line: string) => void;
  readonly #now: () => number;
  #rest = '';
  #lastWords = '';
  #since = -Infinity;
  #said = 0;
  #leftOut = 0;

  /** @param now monotonic, in milliseconds */
  constructor(onLog: (line: string) => void, now = (): number => performance.now()) {
    this.#onLog = onLog;
    this.#now = now;
  }

  /** The last line that was not empty. */
  get lastWords(): string {
    return this.#lastWords;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()?.slice(-LINE_LENGTH) ?? '';
    for (const line of lines) this.#say(line);
  }

  /** The program says no more. */
  end(): void {
    if (this.#rest !== '') this.#say(this.#rest);
    this.#rest = '';
    this.#sayWhatIsLeftOut();
  }

  #say(line: string): void {
    if (line.trim() !== '') this.#lastWords = line.slice(0, LINE_LENGTH);
    const now = this.#now();
    if (now - this.#since >= 1000) {
      this.#sayWhatIsLeftOut();
      this.#since = now;
      this.#said = 0;
    }
    if (this.#said === LINES_PER_SECOND) {
      this.#leftOut += 1;
      return;
    }
    this.#said += 1;
    this.#onLog(line.slice(0, LINE_LENGTH));
  }

  #sayWhatIsLeftOut(): void {
    if (this.#leftOut > 0) this.#onLog(`(${this.#leftOut} more lines left out)`);
    this.#leftOut = 0;
  }
}
