import { logError, type Logger } from '@pacer/agent';
import { hex } from '@pacer/crypto';
import { type Journal, JournalError, JournalWriter, type NewRecord } from '@pacer/journal';
import type { RecordSink } from '../chat/executor.js';
import { ApiError } from '../chat/api-error.js';
import type { HandOverMetrics } from './hand-over-metrics.js';

/** How long a reader waits for a record that is on its way to the disk, in milliseconds. */
const WRITTEN_MS = 2_000;

export interface HandOverParts {
  /** For reading; the writer has a connection of its own. */
  readonly journal: Journal;
  readonly log: Logger;
  readonly metrics: HandOverMetrics;
  /** Memory for records that wait for the disk, in bytes, a power of two. */
  readonly memoryBytes?: number;
}

/**
 * The way of a record from the request path into the work journal: into memory, and from there in groups to the disk, by a
 * thread of its own. An answer never waits for the disk. The price is the boundary that JournalWriter states: what is in
 * memory when the process is killed is lost, milliseconds' worth while the disk works.
 */
export class HandOver implements RecordSink {
  readonly writer: JournalWriter;
  readonly #parts: HandOverParts;

  private constructor(writer: JournalWriter, parts: HandOverParts) {
    this.writer = writer;
    this.#parts = parts;
    parts.metrics.watch(writer);
  }

  /** @throws JournalError when the journal can't be opened */
  static async open(parts: HandOverParts): Promise<HandOver> {
    const { journal, log, metrics, memoryBytes } = parts;
    const writer = await JournalWriter.open(journal.path, {
      ...(memoryBytes !== undefined && { memoryBytes }),
      news: {
        durable: (records, lagMs, commitMs) => {
          metrics.durable(records, lagMs, commitMs);
        },
        refused: (requestId, error) => {
          metrics.refused();
          logError(log, error, `the record of request ${hex(requestId)} is not kept`);
        },
        fault: (error) => {
          metrics.fault(error);
          if (!error) log.info('the work journal is written again');
          else logError(log, error, 'the work journal is not written: answers go on, records wait in memory');
        },
      },
    });
    return new HandOver(writer, parts);
  }

  get hasRoom(): boolean {
    return this.writer.hasRoom;
  }

  /** Code of what keeps records from the disk now. */
  get fault(): string | undefined {
    const { fault } = this.writer;
    return fault && (fault instanceof JournalError ? fault.code : 'unclassified');
  }

  has(requestId: Uint8Array): boolean {
    return this.writer.isPending(requestId) || this.#parts.journal.records.has(requestId);
  }

  handOver(record: NewRecord): void {
    this.writer.handOver(record);
  }

  /** Resolves when a record that was handed over can be read; at once for one that wasn't. @throws ApiError 503 */
  async written(requestId: Uint8Array): Promise<void> {
    const until = performance.now() + WRITTEN_MS;
    while (this.writer.isPending(requestId)) {
      if (performance.now() >= until) {
        const message = 'the record is not on disk yet; ask again';
        throw new ApiError(message, { status: 503, code: 'unavailable', retryAfter: 5 });
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Writes what is left. @throws JournalError when records are lost */
  close(): Promise<void> {
    return this.writer.close();
  }
}
