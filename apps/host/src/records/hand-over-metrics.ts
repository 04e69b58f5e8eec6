import type { AgentMetrics } from '@pacer/agent';
import { type Journal, JournalError, type JournalWriter } from '@pacer/journal';
import { Counter, Gauge, Histogram } from 'prom-client';

/** Where the boundary of durability is: what was answered and what of it is on disk. */
export class HandOverMetrics {
  readonly #registers: AgentMetrics['registry'][];
  readonly #lag: Histogram;
  readonly #commit: Histogram;
  readonly #durable: Counter;
  readonly #refused: Counter;
  readonly #fault: Gauge;
  readonly #bytes: Gauge;

  constructor({ registry }: AgentMetrics) {
    const registers = [registry];
    this.#registers = registers;
    this.#lag = new Histogram({
      ...{
        name: 'pacer_host_durable_lag_seconds',
        help: 'From the hand-over of a record to its fsync, longest of a group',
      },
      ...{ buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 10, 60], registers },
    });
    this.#commit = new Histogram({
      ...{
        name: 'pacer_host_journal_commit_seconds',
        help: 'Time of a transaction of the work journal, fsync included',
      },
      ...{ buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 1], registers },
    });
    this.#durable = new Counter({
      ...{ name: 'pacer_host_records_durable_total', help: 'Records that are on disk', registers },
    });
    this.#refused = new Counter({
      ...{
        name: 'pacer_host_records_refused_total',
        help: 'Records that the journal cannot keep (wants a look)',
        registers,
      },
    });
    this.#fault = new Gauge({
      name: 'pacer_host_journal_fault',
      help: '1 while the work journal cannot be written, by code; records wait in memory',
      ...{ labelNames: ['code'], registers },
    });
    this.#bytes = new Gauge({
      ...{ name: 'pacer_host_journal_bytes', help: 'Size of the work journal: file, free (of file), wal' },
      ...{ labelNames: ['part'], registers },
    });
  }

  /** Shows at each scrape what is not on disk yet. */
  watch(writer: Pick<JournalWriter, 'pending'>): void {
    const registers = this.#registers;
    new Gauge({
      name: 'pacer_host_not_durable_records',
      help: 'Answers whose records are in memory only: they would be lost now by a kill',
      registers,
      collect() {
        this.set(writer.pending.records);
      },
    });
    new Gauge({
      name: 'pacer_host_not_durable_seconds',
      help: 'How long the oldest of them waits for the disk',
      registers,
      collect() {
        this.set((writer.pending.oldestMs ?? 0) / 1000);
      },
    });
  }

  durable(records: number, lagMs: number | undefined, commitMs: number): void {
    this.#durable.inc(records);
    this.#commit.observe(commitMs / 1000);
    if (lagMs !== undefined) this.#lag.observe(lagMs / 1000);
  }

  refused(): void {
    this.#refused.inc();
  }

  fault(error: Error | undefined): void {
    this.#fault.reset();
    if (error) this.#fault.set({ code: error instanceof JournalError ? error.code : 'unclassified' }, 1);
  }

  looked(journal: Journal): void {
    const { file, free, wal } = journal.bytes();
    for (const [part, bytes] of Object.entries({ file, free, wal })) this.#bytes.set({ part }, bytes);
  }
}
