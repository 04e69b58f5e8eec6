/**
 * Why nothing usable came from an HTTP peer.
 * - unreachable: no connection, it broke, or it redirects
 * - timeout: no complete answer in time
 * - too-large: more bytes than allowed
 * - status: another status than 200
 * - aborted: the caller's signal
 */
export type FetchFault = 'unreachable' | 'timeout' | 'too-large' | 'status' | 'aborted';

/** A peer gave no usable answer. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchFault;
  readonly status: number | undefined;
  readonly retryable: boolean;

  constructor(code: FetchFault, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.retryable = code !== 'aborted';
  }
}

export interface FetchLimits {
  /** For the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * GET with a deadline and a limit of size, following no redirect: what a peer sends can cost time and memory up to these and no more.
 * @returns the body of an answer with status 200
 * @throws FetchError
 */
export async function fetchLimited(url: string, { timeoutMs, maxBytes, signal }: FetchLimits): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = signal ? AbortSignal.any([timeout, signal]) : timeout;
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' }, redirect: 'error', signal: both });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new FetchError('status', `${url} answered ${response.status}`, { status: response.status });
    }
    return await readLimited(response, url, maxBytes);
  } catch (cause) {
    if (cause instanceof FetchError) throw cause;
    if (signal?.aborted) throw new FetchError('aborted', `${url}: the caller gave up`, { cause });
    if (timeout.aborted) throw new FetchError('timeout', `${url} gave no answer in ${timeoutMs} ms`, { cause });
    throw new FetchError('unreachable', `${url} can't be reached (${reasonOf(cause)})`, { cause });
  }
}

async function readLimited(response: Response, url: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array> | never[]) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new FetchError('too-large', `${url} sends more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `fetch failed` says nothing; what is underneath does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
