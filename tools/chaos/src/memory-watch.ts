import { setTimeout as sleep } from 'node:timers/promises';
import { residentMb, slopeMbPerHour, type MemorySample } from './memory.js';
import { type Victim } from './victim.js';

const EVERY_MS = 5_000;

/** Resident memory of agents that nothing is done to. */
export class MemoryWatch {
  readonly #agents: readonly Victim[];
  readonly #samples = new Map<string, MemorySample[]>();

  readonly #warmUpMs: number;

  /** @param warmUpMs what comes before is not looked at: start-up and the first tables of an epoch are no leak */
  constructor(agents: readonly Victim[], warmUpMs: number) {
    this.#agents = agents;
    this.#warmUpMs = warmUpMs;
  }

  async follow(signal: AbortSignal): Promise<void> {
    await sleep(this.#warmUpMs, undefined, { signal }).catch(() => undefined);
    while (!signal.aborted) {
      for (const { name, program } of this.#agents) {
        const mb = program.process.pid === undefined ? undefined : residentMb(program.process.pid);
        if (mb === undefined) continue;
        this.#samples.set(name, [...(this.#samples.get(name) ?? []), { atMs: Date.now(), mb }]);
      }
      await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Of each agent: how many samples there are, its last one, and the slope through all of them. */
  slopes(): { agent: string; samples: number; lastMb: number | undefined; mbPerHour: number | undefined }[] {
    return this.#agents.map(({ name: agent }) => {
      const samples = this.#samples.get(agent) ?? [];
      return { agent, samples: samples.length, lastMb: samples.at(-1)?.mb, mbPerHour: slopeMbPerHour(samples) };
    });
  }
}
