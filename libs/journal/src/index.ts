export { Journal, type JournalOptions, type JournalBytes } from './journal.js';
export { type Pruned } from './prune.js';
export { JournalError, type JournalErrorCode } from './journal-error.js';
export { SCHEMA_VERSION } from './schema.js';
export {
  type JournalRecord,
  type NewRecord,
  type QuarantinedRecord,
  Records,
  type RecordState,
  type WaitingRecords,
} from './records.js';
export { type BatchKind } from './batch-kind.js';
export { type Batch, Batches, type BatchState, type NewBatch } from './batches.js';
export { type ComposeBatch, composeBatch, MAX_BATCH_COUNT } from './compose-batch.js';
export { type ItemKey, type NewResult, type Result, Results, type ResultState, type Verdict } from './results.js';
export { Duties, type DrawnDuties, type Duty, type DutyReason, type DutyState, type WantedDuty } from './duties.js';
export { Sigmas } from './sigmas.js';
export { type DutyBook, JournalWriter, type WriterNews, type WriterOptions } from './writer/journal-writer.js';
