import type { Clock } from '@pacer/agent';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { Trace } from '../clock/trace.js';
import { Killed } from './killed.js';

/** Time that the machine's wall clock is off by, milliseconds; a person or NTP changes it. */
export interface WallClock {
  epochMs: number;
  offMs: number;
}

/**
 * One life of a process, from its start to its death. Everything between the process and the world goes through it: a dead one
 * gets no answers, no timers and no writes, and a stopped one gets them when it goes on.
 */
export class Life {
  readonly name: string;
  readonly world: VirtualClock;
  readonly clock: Clock;
  readonly #trace: Trace;
  readonly #born: number;
  readonly #onDeath: (where: string) => void;
  #isAlive = true;
  #stoppedUntil = 0;
  /** calls into the world until it dies; undefined: it doesn't */
  #callsLeft: number | undefined;

  constructor(
    name: string,
    parts: { world: VirtualClock; wall: WallClock; trace: Trace; onDeath: (where: string) => void },
  ) {
    const { world, wall, trace, onDeath } = parts;
    this.name = name;
    this.world = world;
    this.#trace = trace;
    this.#born = world.now;
    this.#onDeath = onDeath;
    this.clock = {
      now: () => Math.floor(wall.epochMs + world.now + wall.offMs),
      monotonic: () => world.now - this.#born,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  note(what: string): void {
    if (this.#isAlive) this.#trace.note(this.name, what);
  }

  /** Runs something in the process after so long, and not before it goes on if it is stopped then. @returns to cancel it */
  after(ms: number, run: () => void): () => void {
    const attempt = (): void => {
      if (!this.#isAlive) return;
      const waits = this.#stoppedUntil - this.world.now;
      if (waits > 0) timer = this.world.after(waits, attempt);
      else run();
    };
    let timer = this.world.after(ms, attempt);
    return () => {
      this.world.cancel(timer);
    };
  }

  /** The process gets no turns for so long, as after SIGSTOP. */
  stop(ms: number): void {
    this.#stoppedUntil = Math.max(this.#stoppedUntil, this.world.now + ms);
  }

  get isStopped(): boolean {
    return this.#stoppedUntil > this.world.now;
  }

  /** Has it die at its n-th call into the world from now on: before or after a write, before or after a request. */
  dieAfter(calls: number): void {
    this.#callsLeft = calls;
  }

  kill(where: string): void {
    if (!this.#isAlive) return;
    this.note(`dies ${where}`);
    this.#isAlive = false;
    this.#onDeath(where);
  }

  /** A call into the world. @returns whether the process lives on; if it does not, nobody must answer it */
  passes(where: string): boolean {
    if (!this.#isAlive) return false;
    if (this.#callsLeft === undefined || this.#callsLeft-- > 0) return true;
    this.kill(where);
    return false;
  }

  /** The same for a call that answers at once. @throws Killed */
  pass(where: string): void {
    if (!this.passes(where)) throw new Killed(where);
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#isAlive) return;
      if (signal?.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const cancel = this.after(ms, end);
      const wake = (): void => {
        cancel();
        if (this.#isAlive) end();
      };
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}
