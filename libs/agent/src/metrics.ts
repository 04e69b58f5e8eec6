import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Codes of a journal of transactions and of the Host's work journal. Both come from the disk, or from who else uses the file. */
const OF_JOURNAL: readonly string[] = [
  ...['disk-full', 'disk-error', 'journal-corrupt', 'journal-version', 'state-dir-unwritable'],
  ...['torn', 'disk_full', 'io', 'newer_schema', 'not_a_journal', 'unwritable', 'busy'],
];

/** What the transaction engine counts. */
export interface TxMetrics {
  /** a node answered a broadcast */
  answered(kind: string): void;
  /** an attempt ended */
  ended(outcome: string): void;
  /** attempts that are not final */
  unfinished(count: number): void;
  /** a transaction of one's own key that this journal does not know */
  foreign?(): void;
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
  readonly #foreign: Counter;
  readonly #journal: Counter;

  /**
   * @param program label on every metric, such as `reward-claimer`
   * @param of `processMetrics`: whether those of the process are shown too, as they are by default
   */
  constructor(program: string, { processMetrics = true }: { processMetrics?: boolean } = {}) {
    const registers = [this.registry];
    this.registry.setDefaultLabels({ program });
    if (processMetrics) collectDefaultMetrics({ register: this.registry });
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
    this.#foreign = new Counter({
      name: 'pacer_tx_foreign_total',
      help: "Transactions of this program's key that its journal does not know",
      registers,
    });
    this.#journal = new Counter({
      name: 'pacer_journal_errors_total',
      help: 'Times that a journal or its disk refused, by error code',
      labelNames: ['code'],
      registers,
    });
    // A counter that appears with its first count shows no increase: what rules ask for is there from the start.
    for (const code of OF_JOURNAL) this.#journal.inc({ code }, 0);
    const build = new Gauge({
      ...{ name: 'pacer_build_info', help: 'Always 1; what runs', labelNames: ['version', 'node'], registers },
    });
    build.set({ version: ownVersion(), node: process.version }, 1);
  }

  foreign(): void {
    this.#foreign.inc();
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
    if (isOfJournal(code)) this.#journal.inc({ code });
  }
}

/** Whether an error code means that a journal could not be written or read. */
export function isOfJournal(code: string): boolean {
  return OF_JOURNAL.includes(code);
}

/** Version of this package, from its own manifest. */
function ownVersion(): string {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
