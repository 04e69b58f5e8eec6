import { existsSync } from 'node:fs';
import { AgentError } from '@pacer/agent';
import { hex, unhex } from '@pacer/crypto';
import { type ItemKey, Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';

/** What is put back: one of them, or all. */
export type Requeued = { records: number; results: number };

/**
 * Puts a record back that was set aside, for the next batch.
 * @param id request id, 64 hex digits
 * @throws AgentError `not-quarantined`
 */
export function requeueRecord(config: SubmitterConfig, id: string): Requeued {
  return inJournal(config, ({ records }) => {
    const requestId = unhex(id);
    const kinds = (['artifact', 'response'] as const).filter((kind) => records.requeue(requestId, kind));
    if (kinds.length > 0) return { records: kinds.length, results: 0 };
    const state = records.get(requestId)?.state;
    throw notQuarantined(`record ${hex(requestId)}`, state);
  });
}

/**
 * Puts a result back that was set aside, for the next message.
 * @throws AgentError `not-quarantined`
 */
export function requeueResult(config: SubmitterConfig, item: ItemKey): Requeued {
  return inJournal(config, ({ results }) => {
    if (results.requeue(item)) return { records: 0, results: 1 };
    const name = `the result of epoch ${item.epoch}, batch ${item.batchId}, index ${item.index}`;
    throw notQuarantined(name, results.get(item)?.state);
  });
}

/** Puts everything back that is set aside. */
export function requeueAll(config: SubmitterConfig): Requeued {
  return inJournal(config, (journal) => {
    const records = journal.records.quarantined();
    const results = journal.results.inState('quarantined');
    return journal.transaction(() => ({
      records: records.filter(({ requestId, kind }) => journal.records.requeue(requestId, kind)).length,
      results: results.filter((item) => journal.results.requeue(item)).length,
    }));
  });
}

/** The work journal may be open in the running program: it sees the change in its next pass. */
function inJournal(config: SubmitterConfig, change: (journal: Journal) => Requeued): Requeued {
  const { workJournal } = config;
  // Opening would make one.
  if (!existsSync(workJournal)) {
    throw new AgentError(
      'config-invalid',
      `there is no work journal at ${workJournal}: check work_journal in the settings`,
    );
  }
  const journal = Journal.open(workJournal);
  try {
    return change(journal);
  } finally {
    journal.close();
  }
}

function notQuarantined(name: string, state: string | undefined): AgentError {
  const is = state === undefined ? 'is not in the work journal' : `is ${state}`;
  return new AgentError('not-quarantined', `${name} ${is}, not set aside: status --json names what is`);
}
