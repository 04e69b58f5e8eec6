import type { ChildProcess } from 'node:child_process';
import { SprintError } from '../error.js';
import { LineSplitter } from './lines.js';
import { LogRelay } from './log-relay.js';
import { cannotStart, killProgram, startProgram } from './program.js';
import { LineError, parseProverLine, type ProverLine } from './protocol.js';

/** Between the end of its input and SIGKILL. */
const GRACE_MS = 500;
/** With more lines that nobody has taken its output is not read: a program that says too much waits. */
const MAX_WAITING = 64;

/** A program and the lines it writes. Once it died or broke the protocol, it stays so. */
export class ProverProcess {
  readonly #command: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #splitter = new LineSplitter();
  readonly #lines: ProverLine[] = [];
  #wake: () => void = () => undefined;
  #error: SprintError | undefined;
  /** It may say something: that it is ready, or how its work goes. */
  #hasWord = true;
  /** What it still says does not count. */
  #isDeaf = false;
  #isGone = false;

  /** @throws SprintError `prover_start` */
  constructor(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
    onLog: (line: string) => void = () => undefined,
  ) {
    this.#command = command;
    const child = startProgram(command, args, env);
    this.#child = child;
    const log = new LogRelay(onLog);
    this.#exited = new Promise((resolve) => {
      child.once('error', (cause) => {
        this.#fail(cannotStart(command, cause));
        if (child.pid === undefined) resolve();
      });
      const died = (code: number | null, signal: NodeJS.Signals | null): void => {
        const words = log.lastWords === '' ? '' : ` (its last words: ${log.lastWords})`;
        const how = signal ?? `exit code ${String(code)}`;
        this.#fail(new SprintError('prover_died', `${command} ended with ${how}${words}: open it again`));
      };
      child.once('close', died);
      child.once('exit', (code, signal) => {
        // What it leaves behind ends with it. Later its number may be another program's.
        this.#kill();
        this.#isGone = true;
        resolve();
        // What has left its group may hold its output open for longer; what was read of it comes first.
        const diedUnlessRead = (): void => {
          if (this.#lines.length === 0) died(code, signal);
          else setTimeout(diedUnlessRead, GRACE_MS).unref();
        };
        setTimeout(diedUnlessRead, GRACE_MS).unref();
      });
    });
    // A program that could not be started may have no streams.
    child.stdout?.on('data', (bytes: Buffer) => this.#read(bytes));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text));
    child.stderr?.on('end', () => log.end());
    // A write to a program that is gone; its end says more.
    child.stdin?.on('error', () => undefined);
  }

  /** Why it can't be used any more. */
  get error(): SprintError | undefined {
    return this.#error;
  }

  /** From now on it says how its work goes. */
  begin(work: string): void {
    this.#hasWord = true;
    this.send(work);
  }

  /** Its work is over: from now on a line breaks the protocol. */
  rest(): void {
    this.#hasWord = false;
    const [line] = this.#lines;
    if (line) this.broken(saidWithoutWork(line));
  }

  send(line: string): void {
    this.#child.stdin?.write(line);
  }

  /**
   * The next line, or undefined if none comes in time. One that is there already comes, however long that was.
   * @throws SprintError `prover_died`, `prover_protocol`, `prover_start`, `closed`, after the lines that came before it
   */
  async next(timeoutMs: number): Promise<ProverLine | undefined> {
    const line = this.#take();
    if (line) return line;
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      // If this process was busy for so long, a line waits to be read: in between the event loop does that.
      timer = setTimeout(() => setImmediate(resolve), timeoutMs);
    });
    clearTimeout(timer);
    return this.#take();
  }

  /** Ends a wait in `next`. */
  wake(): void {
    this.#wake();
  }

  /** Kills it for what it did, and says what. Lines that nobody has taken come from after that. */
  broken(what: string): SprintError {
    this.#lines.length = 0;
    return this.#break(what);
  }

  /** Ends it by closing its input; kills it if that does not help. */
  async close(error: SprintError): Promise<void> {
    this.#fail(error);
    this.#ignore();
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#kill(), GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    this.#ignore();
    this.#kill();
    await this.#exited;
  }

  #take(): ProverLine | undefined {
    const line = this.#lines.shift();
    if (line === undefined && this.#error) throw this.#error;
    if (this.#lines.length <= MAX_WAITING && this.#child.stdout?.isPaused()) this.#child.stdout.resume();
    return line;
  }

  #read(bytes: Buffer): void {
    if (this.#isDeaf) return;
    try {
      for (const line of this.#splitter.push(bytes)) this.#lines.push(parsed(line));
    } catch (error) {
      // Lines before it stay.
      this.#break(error instanceof Error ? error.message : String(error));
      return;
    }
    const [line] = this.#lines;
    if (line === undefined) return;
    if (!this.#hasWord) this.broken(saidWithoutWork(line));
    else if (this.#lines.length > MAX_WAITING) this.#child.stdout?.pause();
    this.#wake();
  }

  #break(what: string): SprintError {
    const error = new SprintError(
      'prover_protocol',
      `${this.#command} broke the line protocol: ${what}; use another prover`,
    );
    this.#fail(error);
    this.#ignore();
    this.#kill();
    return error;
  }

  /** Reads on, so that the program can end, and forgets it. */
  #ignore(): void {
    this.#isDeaf = true;
    this.#child.stdout?.resume();
  }

  #kill(): void {
    if (!this.#isGone) killProgram(this.#child);
  }

  #fail(error: SprintError): void {
    this.#error ??= error;
    this.#wake();
  }
}

function saidWithoutWork({ type }: ProverLine): string {
  return `it said "${type}" without work`;
}

function parsed(line: string | LineError): ProverLine {
  if (line instanceof LineError) throw line;
  try {
    return parseProverLine(line);
  } catch (error) {
    throw new Error(`${line.slice(0, 200)}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
