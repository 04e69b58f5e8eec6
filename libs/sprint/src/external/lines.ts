import { LineError } from './protocol.js';

/** Bytes of a line; longer ones are not of this protocol. */
export const MAX_LINE = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/** Cuts a stream of bytes into lines. */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #parts: Uint8Array[] = [];
  #length = 0;

  /**
   * @returns the lines that `bytes` completes, without their ends; empty ones are left out. In the place of one that is too
   *   long, as soon as it is, or no UTF-8, stands an error: those before and after it are none the worse
   */
  push(bytes: Uint8Array): (string | LineError)[] {
    const lines: (string | LineError)[] = [];
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
      this.#add(bytes.subarray(start, end), lines);
      this.#end(lines);
      start = end + 1;
    }
    this.#add(bytes.subarray(start), lines);
    return lines;
  }

  #add(part: Uint8Array, lines: (string | LineError)[]): void {
    if (this.#length > MAX_LINE) return;
    this.#length += part.length;
    if (this.#length <= MAX_LINE) {
      this.#parts.push(part);
      return;
    }
    this.#parts = [];
    lines.push(new LineError(`a line of more than ${MAX_LINE} bytes`));
  }

  #end(lines: (string | LineError)[]): void {
    const isWhole = this.#length <= MAX_LINE;
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    if (!isWhole) return;
    try {
      const line = this.#decoder.decode(bytes).trim();
      if (line !== '') lines.push(line);
    } catch {
      lines.push(new LineError('it is no UTF-8'));
    }
  }
}
