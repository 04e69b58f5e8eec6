import type { AgentMetrics } from '@pacer/agent';
import type { DutyState, Journal, Verdict } from '@pacer/journal';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { EngineState } from './engines.js';

/** What the API Node shows beside the metrics of every agent. */
export class HostMetrics {
  readonly #height: Gauge;
  readonly #requests: Counter;
  readonly #seconds: Histogram;
  readonly #inFlight: Gauge;
  readonly #records: Gauge;
  readonly #duties: Gauge;
  readonly #verdicts: Counter;
  readonly #postponed: Counter;
  readonly #validating: Gauge;
  readonly #waited: Histogram;
  readonly #engineUp: Gauge;
  readonly #engineCalls: Gauge;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    this.#height = new Gauge({ name: 'pacer_host_height', help: 'Height of the chain that was read last', registers });
    this.#requests = new Counter({
      ...{ name: 'pacer_host_requests_total', help: 'Chat requests by HTTP status and code; code ok was answered' },
      ...{ labelNames: ['status', 'code'], registers },
    });
    this.#seconds = new Histogram({
      ...{ name: 'pacer_host_request_seconds', help: 'Time of answered chat requests, their record included' },
      ...{ buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 30], registers },
    });
    this.#inFlight = new Gauge({ name: 'pacer_host_in_flight', help: 'Chat requests that are run now', registers });
    this.#records = new Gauge({
      ...{ name: 'pacer_host_records', help: 'Records of the work journal: recorded, batched, committed' },
      ...{ labelNames: ['state'], registers },
    });
    this.#duties = new Gauge({
      ...{ name: 'pacer_host_duties', help: 'Duties of the epochs that are followed: wanted, running, done, failed' },
      ...{ labelNames: ['state'], registers },
    });
    this.#verdicts = new Counter({
      ...{ name: 'pacer_host_verdicts_total', help: 'Records re-executed or found contradictory: match, mismatch' },
      ...{ labelNames: ['verdict'], registers },
    });
    this.#postponed = new Counter({
      ...{ name: 'pacer_host_duties_postponed_total', help: 'Tries at a duty that have to be repeated, by error code' },
      ...{ labelNames: ['code'], registers },
    });
    this.#validating = new Gauge({
      ...{ name: 'pacer_host_validation_in_flight', help: 'Records of other Hosts that are looked at now', registers },
    });
    this.#waited = new Histogram({
      name: 'pacer_host_validation_wait_seconds',
      help: 'How long a re-execution waited for an ML Node that users left free; urgent: a claim waits for it',
      ...{ labelNames: ['urgent'], buckets: [0.01, 0.1, 0.5, 1, 2, 5, 10, 20], registers },
    });
    this.#engineUp = new Gauge({
      ...{ name: 'pacer_host_engine_up', help: '1 if the ML Node answered last time, 0 if not' },
      ...{ labelNames: ['url'], registers },
    });
    this.#engineCalls = new Gauge({
      ...{ name: 'pacer_host_engine_in_flight', help: 'Calls that run on the ML Node' },
      ...{ labelNames: ['url'], registers },
    });
  }

  /** @param seconds of an answered request */
  requested(status: number, code: string, seconds?: number): void {
    this.#requests.inc({ status: String(status), code });
    if (seconds !== undefined) this.#seconds.observe(seconds);
  }

  judged(verdict: Verdict): void {
    this.#verdicts.inc({ verdict });
  }

  postponed(code: string): void {
    this.#postponed.inc({ code });
  }

  /** How many duties are done now. */
  validating(count: number): void {
    this.#validating.set(count);
  }

  /** A re-execution found an ML Node, or gave up. @param urgent whether a claim waits for it */
  waited(seconds: number, urgent: boolean): void {
    this.#waited.observe({ urgent: String(urgent) }, seconds);
  }

  looked(height: bigint, epochs: readonly bigint[], journal: Journal, inFlight: number): void {
    this.#height.set(Number(height));
    this.#inFlight.set(inFlight);
    for (const [state, count] of Object.entries(journal.records.count())) this.#records.set({ state }, count);
    const sums: Record<DutyState, number> = { wanted: 0, running: 0, done: 0, failed: 0 };
    for (const epoch of epochs) {
      const counts = journal.duties.count(epoch);
      for (const state of ['wanted', 'running', 'done', 'failed'] as const) sums[state] += counts[state];
    }
    for (const [state, count] of Object.entries(sums)) this.#duties.set({ state }, count);
  }

  engines(states: readonly EngineState[]): void {
    for (const { url, up, inFlight } of states) {
      this.#engineUp.set({ url }, up === true ? 1 : 0);
      this.#engineCalls.set({ url }, inFlight);
    }
  }
}
