/**
 * Why an agent stopped or could not go on. Texts are for people; programs decide on the code.
 *
 * - `config-missing`, `config-invalid`, `config-unknown-key`, `config-unreadable`: a setting, named in the text with an example
 * - `signer-unavailable`: the signer of the Host's keys cannot be reached; nothing is lost, the same is asked again
 * - `key-file-unreadable`, `key-file-malformed`, `key-file-password`: the Host's encrypted key file
 * - `journal-locked`: another process of this program runs on the same state folder
 * - `state-dir-unwritable`, `disk-full`, `disk-error`, `journal-corrupt`, `journal-version`: the journal cannot be used
 * - `operation-conflict`: one operation key was used for two different sets of messages, or an attempt out of order
 * - `endpoints-disagree`, `too-few-endpoints`: what the endpoints of the chain say cannot be relied on
 * - `account-unknown`: the chain has never seen the account that signs
 * - `not-quarantined`: what was to be put back is not set aside
 */
export type AgentErrorCode =
  | 'config-missing'
  | 'config-invalid'
  | 'config-unknown-key'
  | 'config-unreadable'
  | 'key-file-unreadable'
  | 'key-file-malformed'
  | 'key-file-password'
  | 'signer-unavailable'
  | 'journal-locked'
  | 'state-dir-unwritable'
  | 'disk-full'
  | 'disk-error'
  | 'journal-corrupt'
  | 'journal-version'
  | 'operation-conflict'
  | 'endpoints-disagree'
  | 'too-few-endpoints'
  | 'account-unknown'
  | 'not-quarantined';

/** The one error class of this package: what happened, whether trying again can help, and what to do. */
export class AgentError extends Error {
  override readonly name = 'AgentError';
  readonly code: AgentErrorCode;
  readonly retryable: boolean;

  /**
   * @param code what programs decide on
   * @param message what happened and what to do next; never contains a secret
   * @param options `retryable` (default false) and the error underneath
   */
  constructor(code: AgentErrorCode, message: string, options?: { retryable?: boolean; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.code = code;
    this.retryable = options?.retryable ?? false;
  }
}

/** An error that says what it is: a `code` for programs and whether trying again can help. */
export type ClassifiedError = Error & { readonly code: string; readonly retryable: boolean };

/**
 * Whether an error is classified: ours of every package carry `code` and `retryable`. Anything else is a defect or a
 * surprise from outside, and is logged as `unclassified`.
 */
export function isClassified(error: unknown): error is ClassifiedError {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    'retryable' in error &&
    typeof error.retryable === 'boolean'
  );
}
