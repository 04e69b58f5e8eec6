/** One fault, done to one agent, or to all of them. */
export interface Injection {
  /** such as `rpc hang` or `kill in signed` */
  readonly fault: string;
  /** name of the agent */
  readonly agent: string;
  readonly beganMs: number;
  endedMs: number | undefined;
  /** Requests of the agent, or processes, that it really struck. */
  struck: number;
  /** How many of the agent's endpoints it was on, for faults of endpoints. */
  readonly endpoints: number | undefined;
  /** When the agent's next transaction was seen in a block after the end. */
  resumedMs: number | undefined;
  /**
   * Whether nothing else is done to the agent until it has resumed. Only those tell how long that takes: of the others the slow
   * ones would be missing.
   */
  isWatched: boolean;
}

/** What was injected, in the order of its beginning. All times are Unix milliseconds. */
export class Injections {
  readonly all: Injection[] = [];
  readonly #waiting = new Map<string, Set<Injection>>();

  begin(agent: string, fault: string, endpoints?: number): Injection {
    const one: Injection = {
      ...{ fault, agent, beganMs: Date.now(), endedMs: undefined, struck: 0, endpoints },
      ...{ resumedMs: undefined, isWatched: false },
    };
    this.#waiting.delete(agent);
    this.all.push(one);
    return one;
  }

  /** @param struck requests or processes that it struck */
  end(one: Injection, struck: number): void {
    one.endedMs = Date.now();
    one.struck = struck;
    const waiting = this.#waiting.get(one.agent) ?? new Set();
    this.#waiting.set(one.agent, waiting.add(one));
  }

  /** A transaction of an agent was seen in a block: what had ended before has been overcome. */
  progressed(agent: string, seenMs: number): void {
    for (const one of this.#waiting.get(agent) ?? []) {
      if (one.endedMs === undefined || one.endedMs > seenMs) continue;
      one.resumedMs = seenMs;
      this.#waiting.get(agent)?.delete(one);
    }
  }

  /** Times during which something was done to an agent. */
  of(agent: string): Injection[] {
    return this.all.filter((one) => one.agent === agent);
  }
}

/** Milliseconds from the end of each watched injection to the next progress. */
export function resumeTimes(injections: readonly Injection[]): number[] {
  return injections.flatMap(({ isWatched, endedMs, resumedMs }) =>
    !isWatched || endedMs === undefined || resumedMs === undefined ? [] : [resumedMs - endedMs],
  );
}

/** The middle value; undefined for none. */
export function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
