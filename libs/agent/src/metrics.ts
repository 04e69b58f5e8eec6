import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the transaction engine counts. */
export interface TxMetrics {
  /** a node answered a broadcast */
  answered(kind: string): void;
  /** an attempt ended */
  ended(outcome: string): void;
  /** attempts that are not final */
  unfinished(count: number): void;
}

/** What the plan/act loop counts. */
export interface LoopMetrics {
  passed(seconds: number): void;
  failed(action: string, code: string): void;
}

/** The metrics that every agent has, in one registry that a program adds its own to. */
export class AgentMetrics implements TxMetrics, LoopMetrics {
  readonly registry = new Registry();
  readonly #answers: Counter;
  readonly #ended: Counter;
  readonly #unfinished: Gauge;
  readonly #passes: Histogram;
  readonly #failures: Counter;
  readonly #lastPass: Gauge;

  /** @param program label on every metric, such as `reward-claimer` */
  constructor(program: string) {
    const registers = [this.registry];
    this.registry.setDefaultLabels({ program });
    collectDefaultMetrics({ register: this.registry });
    this.#answers = new Counter({
      name: 'pacer_tx_broadcast_answers_total',
      help: 'Answers of nodes to broadcasts: accepted, known, expired, refused, unreachable',
      labelNames: ['kind'],
      registers,
    });
    this.#ended = new Counter({
      name: 'pacer_tx_attempts_ended_total',
      help: 'Attempts that became final: ok, failed, dead, superseded',
      labelNames: ['outcome'],
      registers,
    });
    this.#unfinished = new Gauge({
      name: 'pacer_tx_attempts_unfinished',
      help: 'Attempts that are not final',
      registers,
    });
    this.#passes = new Histogram({
      name: 'pacer_loop_pass_seconds',
      help: 'Time of one pass of the plan/act loop',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    });
    this.#failures = new Counter({
      name: 'pacer_loop_failures_total',
      help: 'Plans and actions that failed, by error code; code unclassified wants a look',
      labelNames: ['action', 'code'],
      registers,
    });
    this.#lastPass = new Gauge({
      name: 'pacer_loop_last_pass_timestamp_seconds',
      help: 'When the last pass of the plan/act loop ended',
      registers,
    });
  }

  answered(kind: string): void {
    this.#answers.inc({ kind });
  }

  ended(outcome: string): void {
    this.#ended.inc({ outcome });
  }

  unfinished(count: number): void {
    this.#unfinished.set(count);
  }

  passed(seconds: number): void {
    this.#passes.observe(seconds);
    this.#lastPass.setToCurrentTime();
  }

  failed(action: string, code: string): void {
    this.#failures.inc({ action, code });
  }
}
