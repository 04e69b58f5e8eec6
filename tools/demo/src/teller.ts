/** Tells the story: a line per step, and on a terminal one more line that says what is being waited for. */
export class Teller {
  readonly #start = performance.now();
  readonly #live = process.stdout.isTTY;

  /** A step that is done. */
  line(stage: string, text: string): void {
    this.#clear();
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds} s  ${stage.padEnd(9)} ${text}`);
  }

  /** What happens at the moment; seen on a terminal only. */
  waiting(text: string): void {
    if (!this.#live) return;
    this.#clear();
    process.stdout.write(`          … ${text}`.slice(0, (process.stdout.columns || 80) - 1));
  }

  /** The end. */
  verdict(text: string): void {
    this.#clear();
    console.log(text);
  }

  #clear(): void {
    if (this.#live) process.stdout.write('\r\x1b[2K');
  }
}
