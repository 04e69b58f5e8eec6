export { hostCommand } from './command.js';
export { type HostConfig, readConfig } from './config.js';
export { REQUEST_HEADERS, type SignedPart } from './chat/request-headers.js';
export { type OpenedRecord, openedRecordToWire, readOpenedRecord } from './records/opened-record.js';
export { type Commitment, type Verified, verifyRecord } from './validation/verify-record.js';
export { HostMetrics } from './metrics.js';
