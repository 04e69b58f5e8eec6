/** Longer lines are not of this protocol: a report of a million hits would fit. */
const MAX_LINE = 32 * 1024 * 1024;

/** Cuts a stream of UTF-8 into lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #rest = '';

  /**
   * @returns the lines that `bytes` completes, without their ends; empty ones are left out
   * @throws RangeError for a line that does not end, TypeError for bytes that are no UTF-8
   */
  push(bytes: Uint8Array): string[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > MAX_LINE) throw new RangeError(`a line of more than ${MAX_LINE} characters`);
    return lines.map((line) => line.trim()).filter((line) => line !== '');
  }
}
