/** Where the fault lies, as OpenAI's API names it. */
type ErrorType = 'invalid_request_error' | 'authentication_error' | 'rate_limit_error' | 'server_error';

export interface ApiErrorOptions {
  /** HTTP status. */
  readonly status: number;
  /** Stable; programs decide on it. */
  readonly code: string;
  /** Field of the body, or header, that is wrong. */
  readonly param?: string | undefined;
  /** Seconds after which the same request may succeed. */
  readonly retryAfter?: number | undefined;
  readonly cause?: unknown;
}

/** A refusal that a client sees, in the shape of OpenAI's API. Nothing has been recorded when it is thrown. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly param: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(message: string, { status, code, param, retryAfter, cause }: ApiErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.code = code;
    this.param = param;
    this.retryAfter = retryAfter;
  }

  get retryable(): boolean {
    return this.retryAfter !== undefined;
  }

  /** The body of the answer. */
  toJSON(): object {
    const { message, param = null, code } = this;
    return { error: { message, type: typeOf(this.status), param, code } };
  }
}

function typeOf(status: number): ErrorType {
  if (status === 401) return 'authentication_error';
  if (status === 429) return 'rate_limit_error';
  return status < 500 ? 'invalid_request_error' : 'server_error';
}
