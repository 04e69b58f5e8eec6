import { readOpenedRecord } from '../records/opened-record.js';
import { type Commitment, type Verified, verifyRecord } from './verify-record.js';

/** What the bytes that an owner sent are worth. */
export type Checked = Verified | NotARecord;

export interface NotARecord {
  readonly kind: 'not-a-record';
  /** How they begin, for people. */
  readonly start: string;
}

/** A port: reads what an owner sent and checks it against its commitment. The bytes are the port's from then on. */
export type Verify = (bytes: Uint8Array, commitment: Commitment) => Promise<Checked>;

/** Does it in the calling thread, which the longest records keep for a tenth of a second, and hostile ones for longer. */
export function readAndVerify(bytes: Uint8Array, commitment: Commitment): Checked {
  const record = readOpenedRecord(bytes);
  if (record) return verifyRecord(record, commitment);
  return { kind: 'not-a-record', start: new TextDecoder().decode(bytes.subarray(0, 60)) };
}
