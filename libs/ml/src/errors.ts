/**
 * Why an ML Node did not answer. Texts are for people and are never parsed; programs decide by code and `retryable`.
 * - bad_request, unsupported_temperature, too_many_tokens, unknown_model, unknown_token: the request can never succeed
 * - bad_artifact: bytes that are no canonical artifact
 * - busy, unreachable, timeout, internal: the same request may succeed later or on another ML Node
 * - bad_response, response_too_large: whatever listens there is not an ML Node; retryable if it said so with a 5xx
 * - aborted: the caller's own AbortSignal
 */
export type MlErrorCode =
  | 'bad_request'
  | 'unsupported_temperature'
  | 'too_many_tokens'
  | 'unknown_model'
  | 'unknown_token'
  | 'bad_artifact'
  | 'busy'
  | 'unreachable'
  | 'timeout'
  | 'internal'
  | 'bad_response'
  | 'response_too_large'
  | 'aborted';

const RETRYABLE: Record<MlErrorCode, boolean> = {
  bad_request: false,
  unsupported_temperature: false,
  too_many_tokens: false,
  unknown_model: false,
  unknown_token: false,
  bad_artifact: false,
  busy: true,
  unreachable: true,
  timeout: true,
  internal: true,
  bad_response: false,
  response_too_large: false,
  aborted: false,
};

export function isMlErrorCode(code: unknown): code is MlErrorCode {
  return typeof code === 'string' && Object.hasOwn(RETRYABLE, code);
}

export interface MlErrorOptions {
  readonly cause?: unknown;
  /** Overrides what follows from the code. */
  readonly retryable?: boolean;
}

/** The one error class of this package; the message ends with what to do next. */
export class MlError extends Error {
  readonly code: MlErrorCode;
  readonly retryable: boolean;

  constructor(code: MlErrorCode, message: string, options: MlErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MlError';
    this.code = code;
    this.retryable = options.retryable ?? RETRYABLE[code];
  }
}

/** @throws MlError `aborted` if the caller gave up */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new MlError('aborted', 'the caller gave up on this request', { cause: signal.reason });
}
