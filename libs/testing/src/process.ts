import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { unwatch, watch } from './reaper.js';

export interface ProcessOptions {
  /** Name in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** File that stdout and stderr are appended to. */
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

/** A child process with a log file, in a process group of its own that never outlives us. It can be started again after it ended. */
export class ManagedProcess {
  readonly options: ProcessOptions;
  #child: ChildProcess | undefined;
  #exit: Promise<void> = Promise.resolve();

  constructor(options: ProcessOptions) {
    this.options = options;
  }

  get pid(): number | undefined {
    return this.running ? this.#child?.pid : undefined;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether anything of the last run's process group is still there, children of the child included. */
  get lingering(): boolean {
    const pid = this.#child?.pid;
    if (pid === undefined) return false;
    try {
      return process.kill(-pid, 0);
    } catch {
      return false;
    }
  }

  /** How the last run ended: an exit code, a signal's name, or undefined while it runs. */
  get ended(): number | NodeJS.Signals | undefined {
    return this.#child?.exitCode ?? this.#child?.signalCode ?? undefined;
  }

  /** @throws Error if it runs already, or the command cannot be started */
  async start(): Promise<this> {
    if (this.running) throw new Error(`${this.options.name} runs already`);
    const { command, args, env, cwd, logFile } = this.options;
    const log = openSync(logFile, 'a');
    try {
      const child = spawn(command, args, { env: env ?? process.env, cwd, stdio: ['ignore', log, log], detached: true });
      await once(child, 'spawn');
      this.#child = child;
      if (child.pid) watch(child.pid);
      this.#exit = new Promise((ended) =>
        child.once('exit', () => {
          if (child.pid) unwatch(child.pid);
          ended();
        }),
      );
      return this;
    } finally {
      closeSync(log);
    }
  }

  /** Sends a signal to the whole group; SIGKILL and SIGSTOP are what a crash and a hang look like from outside. */
  signal(signal: NodeJS.Signals): void {
    if (this.running && this.#child?.pid) process.kill(-this.#child.pid, signal);
  }

  /** Resolves when the process has ended. */
  async exited(): Promise<number | NodeJS.Signals | undefined> {
    await this.#exit;
    return this.ended;
  }

  /** SIGKILL, and waits for the end. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#exit;
  }

  /** SIGTERM, then SIGKILL if it takes longer than `graceMs`. A stopped process is continued first. */
  async stop(graceMs = 5_000): Promise<void> {
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    const timer = new AbortController();
    const forced = sleep(graceMs, undefined, { signal: timer.signal }).then(
      () => {
        this.signal('SIGKILL');
      },
      () => undefined,
    );
    await this.#exit;
    timer.abort();
    await forced;
  }

  /** The last lines of the log. */
  tail(lines = 20): string {
    try {
      return readFileSync(this.options.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '(no log)';
    }
  }
}
