import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Duties } from '../duties.js';
import { JournalError } from '../journal-error.js';
import type { JournalOptions } from '../journal.js';
import type { NewRecord } from '../records.js';
import { errorOf } from './commit-group.js';
import {
  type Answer,
  DUTY_WRITES,
  type DutyWrite,
  type FromWriter,
  type ToWriter,
  type WriterStart,
} from './messages.js';
import { Outbox, warmUp } from './outbox.js';
import { holdsRequest, oldestSince } from './record-frame.js';
import { ringMemory } from './ring.js';

/** Duties as another thread writes them: each promise is kept when what it says is on disk. */
export type DutyBook = {
  readonly [W in DutyWrite]: (...args: Parameters<Duties[W]>) => Promise<ReturnType<Duties[W]>>;
};

/** Told what becomes of what was handed over. */
export interface WriterNews {
  /** @param lagMs from the hand-over of the group's first record to its fsync; undefined if it had none */
  readonly durable?: (records: number, lagMs: number | undefined, commitMs: number) => void;
  /** A record that can't be kept, for what is wrong with it alone. */
  readonly refused?: (requestId: Uint8Array, error: Error) => void;
  /** Nothing can be written, or it can again (undefined). Told once for each change. */
  readonly fault?: (error: Error | undefined) => void;
}

export interface WriterOptions extends JournalOptions {
  /** Memory for records that wait for the disk, a power of two; default 64 MiB, about 10,000 answers. */
  readonly memoryBytes?: number;
  /** How long a record waits for others that share its fsync, in milliseconds; default 5. */
  readonly gatherMs?: number;
  readonly news?: WriterNews;
}

const MEMORY_BYTES = 64 * 1024 * 1024;
const GATHER_MS = 5;
/** For what is in memory to get to the disk when the program ends. */
const CLOSING_MS = 10_000;
/** The thread as the build made it, also for tests that run from the sources. */
const THREAD = join(import.meta.dirname, '../../dist/writer/writer-thread.js');

/**
 * Writes to the work journal from a thread of its own, so that the one that answers requests never waits for a disk or for
 * another program. **The boundary**: `handOver` keeps a record in memory; it is on disk when `settled` says so, normally
 * after gatherMs and an fsync. A process that is killed in between has answered a request of which no record is left.
 */
export class JournalWriter {
  readonly duties: DutyBook;
  /** Never kept; broken when the thread ends without being asked to: then the program should end too. */
  readonly died: Promise<never>;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #outbox: Outbox;
  readonly #news: WriterNews;
  readonly #calls = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  readonly #ended: Promise<void>;
  #lastCall = 0;
  #fault: Error | undefined;
  #closing = false;
  #dead: Error | undefined;
  #toDie: (error: Error) => void = () => undefined;

  private constructor(
    path: string,
    { memoryBytes = MEMORY_BYTES, gatherMs = GATHER_MS, news, ...options }: WriterOptions,
  ) {
    const memory = ringMemory(memoryBytes);
    const bell = new SharedArrayBuffer(8);
    const { port1, port2 } = new MessageChannel();
    this.#outbox = new Outbox(memory, bell);
    this.#port = port1;
    this.#news = news ?? {};
    const workerData: WriterStart = {
      ...{ path, options, memory, bell, port: port2, gatherMs },
      timeOrigin: performance.timeOrigin,
    };
    this.#worker = new Worker(THREAD, { workerData, transferList: [port2] });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#hearTheRest();
        resolve();
      });
    });
    this.died = new Promise((_resolve, reject) => (this.#toDie = reject));
    // It may be that nobody looks.
    this.died.catch(() => undefined);
    this.duties = Object.fromEntries(
      DUTY_WRITES.map((write) => [write, (...args: unknown[]) => this.#call(write, args)]),
    ) as unknown as DutyBook;
  }

  /**
   * Opens the journal in a thread of its own.
   * @throws JournalError as Journal.open
   */
  static async open(path: string, options: WriterOptions = {}): Promise<JournalWriter> {
    const writer = new JournalWriter(path, options);
    await writer.#opened();
    warmUp();
    return writer;
  }

  /** Records that are not on disk yet. */
  get pending(): { readonly records: number; readonly bytes: number; readonly oldestMs: number | undefined } {
    const since = oldestSince(this.#outbox.ring);
    const oldestMs = since === undefined ? undefined : performance.now() - since;
    return { records: this.#outbox.pending.size, bytes: this.#outbox.ring.used, oldestMs };
  }

  /** Why nothing can be written now. */
  get fault(): Error | undefined {
    return this.#dead ?? this.#fault;
  }

  /**
   * Whether another record finds room and may be expected to get to the disk: ask before answering a request. Half of memory
   * is kept for those that are being answered.
   */
  get hasRoom(): boolean {
    if (this.#closing || this.#dead || (this.#fault instanceof JournalError && !this.#fault.retryable)) return false;
    return this.#outbox.ring.used <= this.#outbox.ring.capacity / 2;
  }

  /**
   * Takes a record. Costs a copy in memory; never waits for a disk.
   * @throws JournalError `invalid` for what no journal can hold, `backlog` when memory is full, `closed`
   */
  handOver(record: NewRecord): void {
    if (this.#closing || this.#dead) throw this.#dead ?? new JournalError('closed', 'the journal is being closed');
    this.#outbox.put(record);
  }

  /** Whether a record of this request was handed over and is not on disk yet. */
  isPending(requestId: Uint8Array): boolean {
    return holdsRequest(this.#outbox.ring, requestId);
  }

  /** Waits until everything handed over so far is on disk or refused, however long that takes. @throws what ended the thread */
  settled(): Promise<void> {
    if (this.#dead) return Promise.reject(this.#dead);
    return this.#outbox.pending.settled();
  }

  /**
   * Writes what is left, and closes. Again: waits for the same.
   * @throws JournalError when records are lost because the disk does not take them
   */
  async close(withinMs: number = CLOSING_MS): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#tell({ kind: 'close', withinMs });
    }
    await this.#ended;
    const lost = this.#outbox.pending.size;
    if (lost > 0) throw new JournalError('io', `${lost} records were never written`, { cause: this.fault });
  }

  #opened(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', (error: unknown) => {
        // What crosses threads keeps its fields and loses its class.
        const { code, what } = error as Partial<JournalError>;
        const died = error instanceof Error ? error : new Error(String(error));
        this.#die(code !== undefined && what !== undefined ? errorOf({ code, what }) : died);
        reject(this.#dead ?? died);
      });
      this.#worker.once('exit', () => {
        if (!this.#closing) this.#die(new JournalError('closed', 'the thread that writes the journal has ended'));
      });
      this.#port.on('message', (message: FromWriter) => {
        if (message.kind === 'open') resolve();
        else this.#hear(message);
      });
    });
  }

  /** What the thread said last may come after the event of its end, when this thread was busy meanwhile. */
  #hearTheRest(): void {
    for (let got = receiveMessageOnPort(this.#port); got; got = receiveMessageOnPort(this.#port)) {
      const message = got.message as FromWriter;
      if (message.kind !== 'open') this.#hear(message);
    }
  }

  #hear(message: Exclude<FromWriter, { kind: 'open' }>): void {
    switch (message.kind) {
      case 'durable': {
        this.#setFault(undefined);
        const { refused, durable } = this.#news;
        for (const { requestId, failure } of message.refused) refused?.(requestId, errorOf(failure));
        this.#outbox.pending.done(message.records);
        this.#answer(message.answers);
        durable?.(message.records, message.lagMs, message.commitMs);
        return;
      }
      case 'fault':
        this.#setFault(errorOf(message.failure));
        this.#answer(message.answers);
        return;
      case 'closed':
        if (message.failure) this.#setFault(errorOf(message.failure));
        this.#failCalls(new JournalError('closed', 'the journal is closed'));
        this.#port.close();
        return;
    }
  }

  #setFault(error: Error | undefined): void {
    const changed = error?.message !== this.#fault?.message;
    this.#fault = error;
    if (changed) this.#news.fault?.(error);
  }

  #die(error: Error): void {
    if (this.#dead) return;
    this.#dead = error;
    this.#toDie(error);
    this.#news.fault?.(error);
    this.#outbox.pending.fail(error);
    this.#failCalls(error);
    this.#port.close();
  }

  #call(write: DutyWrite, args: readonly unknown[]): Promise<unknown> {
    if (this.#closing || this.#dead) {
      return Promise.reject(this.#dead ?? new JournalError('closed', 'the journal is being closed'));
    }
    const id = (this.#lastCall += 1);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#tell({ kind: 'call', id, write, args });
    });
  }

  #answer(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const call = this.#calls.get(answer.id);
      this.#calls.delete(answer.id);
      if ('value' in answer) call?.resolve(answer.value);
      else call?.reject(errorOf(answer.failure));
    }
  }

  #failCalls(error: Error): void {
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
  }

  #tell(message: ToWriter): void {
    this.#port.postMessage(message);
    this.#outbox.wake();
  }
}
