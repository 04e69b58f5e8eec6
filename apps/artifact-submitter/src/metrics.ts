import type { AgentMetrics } from '@pacer/agent';
import type { Journal } from '@pacer/journal';
import { Counter, Gauge } from 'prom-client';
import type { Facts } from './facts.js';

/** What the submitter shows beside the metrics of every agent. */
export class SubmitterMetrics {
  readonly #records: Gauge;
  readonly #batches: Gauge;
  readonly #results: Gauge;
  readonly #height: Gauge;
  readonly #actions: Counter;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    const labelNames = ['state'];
    this.#records = new Gauge({
      name: 'pacer_submitter_records',
      help: 'Records of the work journal: recorded (wait for a batch), batched, committed',
      ...{ labelNames, registers },
    });
    this.#batches = new Gauge({
      name: 'pacer_submitter_batches',
      help: 'Batches that are not known to be on chain: queued, in_flight',
      ...{ labelNames, registers },
    });
    this.#results = new Gauge({
      name: 'pacer_submitter_results',
      help: 'Results that are not known to be on chain: queued, in_flight, quarantined (wants a look)',
      ...{ labelNames, registers },
    });
    this.#height = new Gauge({ name: 'pacer_submitter_height', help: 'Height of the last plan', registers });
    this.#actions = new Counter({
      name: 'pacer_submitter_actions_total',
      help: 'Actions that were begun, by kind',
      ...{ labelNames: ['kind'], registers },
    });
  }

  planned(facts: Facts, journal: Journal): void {
    this.#height.set(Number(facts.height));
    for (const [state, count] of Object.entries(journal.records.count())) this.#records.set({ state }, count);
    for (const state of ['queued', 'in_flight'] as const) {
      this.#batches.set({ state }, journal.batches.inState(state).length);
    }
    for (const state of ['queued', 'in_flight', 'quarantined'] as const) {
      this.#results.set({ state }, journal.results.inState(state).length);
    }
  }

  began(kind: string): void {
    this.#actions.inc({ kind });
  }
}
