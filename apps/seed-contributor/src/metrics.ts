import type { AgentMetrics, Attempt } from '@pacer/agent';
import { classify } from '@pacer/client';
import { Counter, Gauge, Histogram } from 'prom-client';
import { overdue } from './alarms.js';
import type { Facts } from './facts.js';
import { nextStep } from './next-step.js';
import { PARTS, type Part } from './settings.js';

/** What the contributor shows beside the metrics of every agent. `part` is `deal` or `open`. */
export class ContributorMetrics {
  readonly #height: Gauge;
  readonly #passed: Gauge;
  readonly #blocksLeft: Gauge;
  readonly #stopped: Gauge;
  readonly #progress: Gauge;
  readonly #seconds: Histogram;
  readonly #failures: Counter;
  readonly #refused: Counter;
  readonly #actions: Counter;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    const labelNames = ['part'];
    this.#height = new Gauge({ name: 'pacer_contributor_height', help: 'Height of the last plan', registers });
    this.#passed = new Gauge({
      name: 'pacer_contributor_window_passed_percent',
      help: 'Share of the window that has passed without success; 0 once the chain has the part, and while it is not due',
      ...{ labelNames, registers },
    });
    this.#blocksLeft = new Gauge({
      name: 'pacer_contributor_blocks_left',
      help: 'Blocks until it is too late; -1 when there is nothing left to do',
      ...{ labelNames, registers },
    });
    this.#stopped = new Gauge({
      name: 'pacer_contributor_needs_help',
      help: '1 when nothing is sent before somebody acts; status says what to do',
      ...{ labelNames, registers },
    });
    this.#progress = new Gauge({
      name: 'pacer_contributor_computed_ratio',
      help: 'How much of the dealing or opening is computed, 0 to 1',
      ...{ labelNames, registers },
    });
    this.#seconds = new Histogram({
      name: 'pacer_contributor_compute_seconds',
      help: 'Time to compute and verify a dealing or opening',
      buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 300],
      ...{ labelNames, registers },
    });
    this.#failures = new Counter({
      name: 'pacer_contributor_compute_failures_total',
      help: 'Dealings and openings that could not be computed',
      ...{ labelNames, registers },
    });
    this.#refused = new Counter({
      name: 'pacer_contributor_refused_total',
      help: 'Dealings and openings that a block holds with an error, by class and code',
      labelNames: ['class', 'code'],
      registers,
    });
    this.#actions = new Counter({
      name: 'pacer_contributor_actions_total',
      help: 'Actions that were begun, by kind',
      labelNames: ['kind'],
      registers,
    });
  }

  planned(facts: Facts): void {
    this.#height.set(Number(facts.height));
    for (const { part, percent, blocksLeft } of overdue(facts)) {
      this.#passed.set({ part }, percent);
      this.#blocksLeft.set({ part }, blocksLeft === undefined ? -1 : Number(blocksLeft));
    }
    for (const part of PARTS) this.#stopped.set({ part }, nextStep(facts, part).kind === 'stopped' ? 1 : 0);
  }

  /** Something that is computed came so far, is done, or failed. */
  computed(part: Part, how: { seconds: number } | { progress: number } | 'failed'): void {
    if (how === 'failed') this.#failures.inc({ part });
    else if ('progress' in how) this.#progress.set({ part }, how.progress);
    else {
      this.#progress.set({ part }, 1);
      this.#seconds.observe({ part }, how.seconds);
    }
  }

  ended({ outcome }: Attempt): void {
    if (outcome?.kind !== 'failed') return;
    const { class: what, name } = classify(outcome.codespace, outcome.code);
    this.#refused.inc({ class: what, code: name });
  }

  began(kind: string): void {
    this.#actions.inc({ kind });
  }
}
