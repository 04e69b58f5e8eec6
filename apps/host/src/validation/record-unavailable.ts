import type { UnavailableReason } from './verify-record.js';

/**
 * Why a record could not be had from its owner, beside what the network says (FetchError):
 * - not-a-record: the answer has another shape
 * - no-address: the owner's API URL on chain is none
 * - no-owner: the owner is no Host any more
 * - and what `verifyRecord` found it not to be
 */
export type UnavailableCode = 'not-a-record' | 'no-address' | 'no-owner' | UnavailableReason;

/** A record is not available. Nothing is proven by that: it is asked for again, until cases exist (§7). */
export class RecordUnavailable extends Error {
  override readonly name = 'RecordUnavailable';
  readonly code: UnavailableCode;
  readonly retryable = true;

  constructor(code: UnavailableCode, message: string) {
    super(message);
    this.code = code;
  }
}
