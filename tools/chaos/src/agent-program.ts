import { setTimeout as sleep } from 'node:timers/promises';
import { ManagedProcess, type ProcessOptions } from '@pacer/testing';

const RESTART_MS = 300;

/** A program that is started again when it ends, as systemd does it, until it ends well or is stopped on purpose. */
export class AgentProgram {
  readonly process: ManagedProcess;
  /** Times that it ended by itself and not well, and was started again. */
  respawns = 0;
  /** When it was started last, Unix milliseconds. */
  startedMs = 0;
  #isWanted = false;
  /** Counts starts and ends on purpose, so that a restart that comes too late knows. */
  #turn = 0;

  constructor(options: ProcessOptions) {
    this.process = new ManagedProcess(options);
  }

  get name(): string {
    return this.process.options.name;
  }

  /** Whether it has ended by itself, with 0. */
  get isFinished(): boolean {
    return this.process.ended === 0;
  }

  async start(): Promise<void> {
    if (this.#isWanted || this.isFinished) return;
    this.#isWanted = true;
    this.#turn += 1;
    this.startedMs = Date.now();
    await this.process.start();
    void this.#watch(this.#turn);
  }

  /** SIGKILL; nobody starts it again until `start`. */
  async kill(): Promise<void> {
    this.#isWanted = false;
    this.#turn += 1;
    await this.process.kill();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#turn += 1;
    await this.process.stop();
  }

  async #watch(turn: number): Promise<void> {
    await this.process.exited();
    await sleep(RESTART_MS);
    if (turn !== this.#turn || this.isFinished) return;
    this.respawns += 1;
    this.startedMs = Date.now();
    await this.process.start();
    void this.#watch(turn);
  }
}
