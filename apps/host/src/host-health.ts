import { Health, type Clock } from '@pacer/agent';
import type { Engines } from './engines.js';

/** Ready when the chain was read and an ML Node answers. */
export class HostHealth extends Health {
  readonly #engines: Engines;

  constructor(clock: Clock, stuckMs: number, engines: Engines) {
    super(clock, stuckMs);
    this.#engines = engines;
  }

  override ready(): { ok: boolean; why: string } {
    const own = super.ready();
    if (!own.ok || this.#engines.anyUp) return own;
    const faults = this.#engines.states.map(({ url, fault }) => fault ?? `${url} has not answered yet`);
    return { ok: false, why: `no ML Node answers: ${faults.join('; ')}` };
  }
}
