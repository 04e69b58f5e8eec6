import type { AgentMetrics } from '@pacer/agent';
import type { Journal } from '@pacer/journal';
import { Counter, Gauge } from 'prom-client';
import type { Facts } from './facts.js';

const seconds = (ms: number): number => Math.max(0, ms) / 1000;

/** What the submitter shows beside the metrics of every agent. */
export class SubmitterMetrics {
  readonly #records: Gauge;
  readonly #batches: Gauge;
  readonly #results: Gauge;
  readonly #backlog: Gauge;
  readonly #oldest: Gauge;
  readonly #backlogResults: Gauge;
  readonly #oldestResult: Gauge;
  readonly #quarantined: Gauge;
  readonly #journal: Gauge;
  readonly #height: Gauge;
  readonly #actions: Counter;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    const gauge = (name: string, help: string, labelNames: string[] = []) =>
      new Gauge({ name, help, labelNames, registers });
    this.#records = gauge(
      'pacer_submitter_records',
      'Records of the work journal: recorded (wait for a batch), batched, committed, quarantined',
      ['state'],
    );
    this.#batches = gauge('pacer_submitter_batches', 'Batches that are not known to be on chain: queued, in_flight', [
      'state',
    ]);
    this.#results = gauge(
      'pacer_submitter_results',
      'Results of the work journal: queued, in_flight, recorded, quarantined (wants a look)',
      ['state'],
    );
    const ofLane = ['kind', 'model'];
    this.#backlog = gauge('pacer_submitter_backlog_records', 'Records that wait for a batch', ofLane);
    this.#oldest = gauge('pacer_submitter_backlog_oldest_seconds', 'Age of the oldest record that waits', ofLane);
    this.#backlogResults = gauge('pacer_submitter_backlog_results', 'Results that are not known to be on chain');
    this.#oldestResult = gauge(
      'pacer_submitter_backlog_results_oldest_seconds',
      'Age of the oldest result that is not known to be on chain; 0 without one',
    );
    this.#quarantined = gauge('pacer_submitter_quarantined', 'What is set aside: records, results', ['table']);
    this.#journal = gauge(
      'pacer_submitter_journal_bytes',
      'Size of the work journal: file, free (of it, left by what was deleted), wal (the log beside it)',
      ['part'],
    );
    this.#height = gauge('pacer_submitter_height', 'Height of the last plan');
    this.#actions = new Counter({
      name: 'pacer_submitter_actions_total',
      help: 'Actions that were begun, by kind',
      ...{ labelNames: ['kind'], registers },
    });
  }

  planned(facts: Facts, journal: Journal): void {
    const { height, nowMs, waiting, backlog, quarantined } = facts;
    this.#height.set(Number(height));
    for (const [state, count] of Object.entries(journal.records.count())) this.#records.set({ state }, count);
    for (const [state, count] of Object.entries(journal.results.count())) this.#results.set({ state }, count);
    for (const state of ['queued', 'in_flight'] as const) {
      this.#batches.set({ state }, journal.batches.inState(state).length);
    }
    // A lane that has nothing left is not waiting for 0 seconds: it is gone.
    this.#backlog.reset();
    this.#oldest.reset();
    for (const { kind, model, count, oldestMs } of waiting) {
      this.#backlog.set({ kind, model }, count);
      this.#oldest.set({ kind, model }, seconds(nowMs - oldestMs));
    }
    this.#backlogResults.set(backlog.queued + backlog.inFlight);
    this.#oldestResult.set(backlog.oldestMs === undefined ? 0 : seconds(nowMs - backlog.oldestMs));
    for (const [table, count] of Object.entries(quarantined)) this.#quarantined.set({ table }, count);
    for (const [part, bytes] of Object.entries(journal.bytes())) this.#journal.set({ part }, Number(bytes));
  }

  began(kind: string): void {
    this.#actions.inc({ kind });
  }
}
