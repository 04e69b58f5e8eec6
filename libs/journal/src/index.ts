export { Journal, type JournalOptions } from './journal.js';
export { JournalError, type JournalErrorCode } from './journal-error.js';
export { SCHEMA_VERSION } from './schema.js';
export { type JournalRecord, type NewRecord, Records, type RecordState } from './records.js';
export { type Batch, Batches, type BatchKind, type BatchState, type NewBatch } from './batches.js';
export { type ComposeBatch, composeBatch, MAX_BATCH_COUNT } from './compose-batch.js';
export { type ItemKey, type NewResult, type Result, Results, type ResultState, type Verdict } from './results.js';
export { Duties, type Duty, type DutyReason, type DutyState, type WantedDuty } from './duties.js';
export { Sigmas } from './sigmas.js';
