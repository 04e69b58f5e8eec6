import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExternalProverOptions, openExternalProver } from '../external/open-external-prover.js';
import type { Prover } from '../prover.js';

export const ready = { type: 'ready', protocol: 'pacer-sprint/1', name: 'other', threads: 3 };

export function report(frontier: bigint, hits: bigint[] = [], done = false): object {
  return { type: 'report', epoch: '7', frontier: String(frontier), hits: hits.map(String), ...(done && { done }) };
}

/** What a program can write: a message, a line of text, or bytes as they are. */
export type Said = object | string | Uint8Array;

/** Programs that a Host might try as its prover, and the provers that they become. */
export class OtherProvers {
  readonly folder = mkdtempSync(join(tmpdir(), 'pacer-sprint-'));
  readonly #opened: Prover[] = [];
  #files = 0;

  async open(program: string, args: readonly string[], options?: ExternalProverOptions): Promise<Prover> {
    const prover = await openExternalProver(program, args, options);
    this.#opened.push(prover);
    return prover;
  }

  /**
   * A program in JavaScript: `say(line)` writes a line, `agent.on(type, …)` hears of a message, and of `end`, without which
   * it ends by itself.
   * @returns its file
   */
  script(source: string): string {
    const file = join(this.folder, `other-${++this.#files}.mjs`);
    writeFileSync(
      file,
      `import { EventEmitter } from 'node:events';
import { writeFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
const agent = new EventEmitter();
const say = (line) => {
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => process.exit());
  process.stdout.write(line instanceof Uint8Array ? line : (typeof line === 'string' ? line : JSON.stringify(line)) + '\\n');
};
const report = (frontier, hits = [], done) => ({ type: 'report', epoch: '7', frontier: String(frontier), hits: hits.map(String), ...(done && { done }) });
createInterface({ input: process.stdin }).on('line', (line) => agent.emit(JSON.parse(line).type)).on('close', () => agent.emit('end') || process.exit());
${source}`,
    );
    return file;
  }

  /** A program that says these lines when it starts, and others when it gets work. */
  lines(first: Said[], then: Said[]): string {
    const saying = (lines: Said[]): string => lines.map((line) => `say(${literal(line)});`).join('');
    return this.script(`${saying(first)} agent.once('work', () => { ${saying(then)} });`);
  }

  openScript(file: string, options?: ExternalProverOptions): Promise<Prover> {
    return this.open(process.execPath, [file], options);
  }

  async close(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((prover) => prover.close()));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

function literal(line: Said): string {
  return line instanceof Uint8Array ? `Uint8Array.of(${line.join()})` : JSON.stringify(line);
}
