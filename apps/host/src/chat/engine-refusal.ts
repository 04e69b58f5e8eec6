import { MlError } from '@pacer/ml';
import { ApiError } from './api-error.js';

/** Seconds after which a client should ask again. */
const RETRY_S = { busy: 1, down: 5 } as const;

/** What a client is told when the ML Nodes gave no answer; anything but an MlError is returned as it is. */
export function refusalOf(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) {
    return new ApiError('the client closed the connection', { status: 499, code: 'client_closed', cause: error });
  }
  if (!(error instanceof MlError)) return error;
  if (error.code === 'busy') {
    const message = 'all ML Nodes of this Host are busy; ask again or ask another Host';
    return new ApiError(message, { status: 429, code: 'busy', retryAfter: RETRY_S.busy, cause: error });
  }
  const message = 'no ML Node of this Host can answer now; ask again or ask another Host';
  return new ApiError(message, { status: 503, code: 'engine_unavailable', retryAfter: RETRY_S.down, cause: error });
}
