import type { Clock } from './clock.js';

/** What /healthz and /readyz answer from. */
export class Health {
  readonly #clock: Clock;
  readonly #stuckMs: number;
  #lastBeat: number;
  #unready: string | undefined = 'starting';

  /** @param stuckMs milliseconds without a pass of the loop after which the process counts as stuck */
  constructor(clock: Clock, stuckMs: number) {
    this.#clock = clock;
    this.#stuckMs = stuckMs;
    this.#lastBeat = clock.monotonic();
  }

  /** A pass of the loop has ended. */
  beat(): void {
    this.#lastBeat = this.#clock.monotonic();
  }

  /** @param why what is missing; undefined when the program can do its work */
  setUnready(why: string | undefined): void {
    this.#unready = why;
  }

  alive(): { ok: boolean; why: string } {
    const silentMs = this.#clock.monotonic() - this.#lastBeat;
    return silentMs <= this.#stuckMs
      ? { ok: true, why: 'alive' }
      : { ok: false, why: `no pass for ${Math.round(silentMs / 1000)} s` };
  }

  ready(): { ok: boolean; why: string } {
    return this.#unready === undefined ? { ok: true, why: 'ready' } : { ok: false, why: this.#unready };
  }
}
