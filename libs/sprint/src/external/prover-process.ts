import { type ChildProcess, spawn } from 'node:child_process';
import { SprintError } from '../error.js';
import { LineSplitter } from './lines.js';
import { parseProverLine, type ProverLine } from './protocol.js';

/** Between the end of its input and SIGKILL. */
const GRACE_MS = 500;

/** A program and the lines it writes. Once it died or broke the protocol, it stays so. */
export class ProverProcess {
  readonly #command: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #lines: ProverLine[] = [];
  #wake: () => void = () => undefined;
  #error: SprintError | undefined;
  #log = '';

  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    onLog: (line: string) => void = () => undefined,
  ) {
    this.#command = command;
    const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.#child = child;
    const splitter = new LineSplitter();
    child.stdout.on('data', (bytes: Buffer) => this.#read(splitter, bytes));
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      const lines = (text + more).split('\n');
      text = lines.pop()?.slice(-10_000) ?? '';
      for (const line of lines) onLog(line);
      this.#log = lines.at(-1) ?? this.#log;
    });
    // A write to a program that is gone; its end says more.
    child.stdin.on('error', () => undefined);
    this.#exited = new Promise((resolve) => {
      child.once('error', (cause) => {
        this.#fail(new SprintError('prover_start', `${command} can't be started: check the path`, { cause }));
        if (child.pid === undefined) resolve();
      });
      const ended = (code: number | null, signal: NodeJS.Signals | null): void => {
        const log = this.#log === '' ? '' : ` (its last words: ${this.#log})`;
        const how = signal ?? `exit code ${String(code)}`;
        this.#fail(new SprintError('prover_died', `${command} ended with ${how}${log}: open it again`));
        resolve();
      };
      child.once('close', ended);
      // A child of its own may hold its output open for longer.
      child.once('exit', (code, signal) => setTimeout(ended, GRACE_MS, code, signal).unref());
    });
  }

  /** Why it can't be used any more. */
  get error(): SprintError | undefined {
    return this.#error;
  }

  send(line: string): void {
    this.#child.stdin?.write(line);
  }

  /**
   * The next line, or undefined if none comes in time.
   * @throws SprintError `prover_died`, `prover_protocol`, `prover_start`, `closed`
   */
  async next(timeoutMs: number): Promise<ProverLine | undefined> {
    const line = this.#take();
    if (line) return line;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, timeoutMs);
    });
    clearTimeout(timer);
    return this.#take();
  }

  /** Ends a wait in `next`. */
  wake(): void {
    this.#wake();
  }

  /** Kills it for what it did, and says what. */
  broken(what: string): SprintError {
    const error = new SprintError(
      'prover_protocol',
      `${this.#command} broke the line protocol: ${what}; use another prover`,
    );
    this.#fail(error);
    this.#lines.length = 0;
    this.#child.kill('SIGKILL');
    return error;
  }

  /** Ends it by closing its input; kills it if that does not help. */
  async close(error: SprintError): Promise<void> {
    this.#fail(error);
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  #take(): ProverLine | undefined {
    const line = this.#lines.shift();
    if (line === undefined && this.#error) throw this.#error;
    return line;
  }

  #read(splitter: LineSplitter, bytes: Buffer): void {
    if (this.#error) return;
    try {
      for (const line of splitter.push(bytes)) this.#lines.push(this.#parsed(line));
    } catch (error) {
      this.broken(error instanceof Error ? error.message : String(error));
    }
    if (this.#lines.length > 0) this.#wake();
  }

  #parsed(line: string): ProverLine {
    try {
      return parseProverLine(line);
    } catch (error) {
      throw new Error(`${line.slice(0, 200)}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }

  #fail(error: SprintError): void {
    this.#error ??= error;
    this.#wake();
  }
}
