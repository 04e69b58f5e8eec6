import { JournalError } from '../journal-error.js';
import type { Journal } from '../journal.js';
import type { NewRecord } from '../records.js';
import type { Answer, Failure, RefusedRecord, ToWriter } from './messages.js';

export type Call = Extract<ToWriter, { kind: 'call' }>;

/** What a transaction held. */
export interface Committed {
  readonly refused: readonly RefusedRecord[];
  readonly answers: readonly Answer[];
}

/**
 * Writes records and what was called for in one transaction. One that can't be kept is named and doesn't stop the others.
 * @throws JournalError when nothing can be written now (`disk_full`, `busy`, `io`, `torn`): then nothing of it was
 */
export function commitGroup(journal: Journal, records: readonly NewRecord[], calls: readonly Call[]): Committed {
  const refused: RefusedRecord[] = [];
  const answers: Answer[] = [];
  journal.transaction(() => {
    for (const record of records) {
      try {
        journal.records.add(record);
      } catch (error) {
        if (isOfAll(error)) throw error;
        refused.push({ requestId: record.requestId, failure: failureOf(error) });
      }
    }
    for (const { id, write, args } of calls) {
      try {
        answers.push({ id, value: journal.savepoint(() => call(journal, write, args)) });
      } catch (error) {
        if (isOfAll(error)) throw error;
        answers.push({ id, failure: failureOf(error) });
      }
    }
  });
  return { refused, answers };
}

function call({ duties }: Journal, write: Call['write'], args: readonly unknown[]): unknown {
  // Both ends are of this package, and JournalWriter's types are those of the method.
  const method: unknown = Reflect.get(duties, write);
  if (typeof method !== 'function') throw new JournalError('invalid', `duties have no ${write}`);
  return Reflect.apply(method, duties, args) as unknown;
}

/** Whether an error is about the file and not about one item. */
function isOfAll(error: unknown): boolean {
  return error instanceof JournalError && error.code !== 'conflict' && error.code !== 'invalid';
}

export function failureOf(error: unknown): Failure {
  if (error instanceof JournalError) return { code: error.code, what: error.what };
  return { code: undefined, what: error instanceof Error ? error.message : String(error) };
}

export function errorOf({ code, what }: Failure): Error {
  return code === undefined ? new Error(what) : new JournalError(code, what);
}
