import type { MessagePort } from 'node:worker_threads';
import type { JournalErrorCode } from '../journal-error.js';
import type { JournalOptions } from '../journal.js';
import type { RingMemory } from './ring.js';

/** Writes of the duties that another thread may ask for. */
export const DUTY_WRITES = ['draw', 'take', 'done', 'discharge', 'fail', 'want'] as const;
export type DutyWrite = (typeof DUTY_WRITES)[number];

/** Cell of the bell that counts how often something was asked for. */
export const RUNG = 0;
/** Cell of the bell that is 1 while the thread sleeps on RUNG: only then it has to be woken, which costs microseconds. */
export const ASLEEP = 1;

/** What the writing thread is started with. */
export interface WriterStart {
  readonly path: string;
  readonly options: JournalOptions;
  readonly memory: RingMemory;
  /** Two cells, RUNG and ASLEEP. */
  readonly bell: SharedArrayBuffer;
  readonly port: MessagePort;
  /** How long a group waits for company, in milliseconds. */
  readonly gatherMs: number;
  /** performance.timeOrigin of the thread that hands over: each thread's clock begins with itself. */
  readonly timeOrigin: number;
}

/** To the writing thread. */
export type ToWriter =
  | { readonly kind: 'call'; readonly id: number; readonly write: DutyWrite; readonly args: readonly unknown[] }
  | { readonly kind: 'close'; readonly withinMs: number };

/** An error on its way between threads. */
export interface Failure {
  /** undefined: no error of the journal's */
  readonly code: JournalErrorCode | undefined;
  readonly what: string;
}

/** What became of a call. */
export type Answer =
  { readonly id: number; readonly value: unknown } | { readonly id: number; readonly failure: Failure };

/** A record that was handed over and can't be kept. */
export interface RefusedRecord {
  readonly requestId: Uint8Array;
  readonly failure: Failure;
}

/** From the writing thread. */
export type FromWriter =
  | { readonly kind: 'open' }
  /** so many of the records handed over are on disk now, the refused ones counted in */
  | {
      readonly kind: 'durable';
      readonly records: number;
      readonly refused: readonly RefusedRecord[];
      readonly answers: readonly Answer[];
      /** since the hand-over of the first one; undefined if there is none */
      readonly lagMs: number | undefined;
      /** of the transaction, its fsync included */
      readonly commitMs: number;
    }
  /** nothing can be written now; it is tried again and again */
  | { readonly kind: 'fault'; readonly failure: Failure; readonly answers: readonly Answer[] }
  /** it ends: with what is not on disk, if so */
  | { readonly kind: 'closed'; readonly failure: Failure | undefined };
