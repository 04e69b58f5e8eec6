/**
 * Why nothing usable came from an HTTP peer.
 * - unreachable: no connection, it broke, it redirects, or its headers are longer than 16 KiB
 * - timeout: no complete answer in time
 * - too-large: more bytes than allowed, or announced
 * - encoded: compressed, which was not asked for
 * - status: another status than 200
 * - aborted: the caller's signal
 */
export type FetchFault = 'unreachable' | 'timeout' | 'too-large' | 'encoded' | 'status' | 'aborted';

/** A peer gave no usable answer. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchFault;
  readonly status: number | undefined;
  /** How long a peer that refused with 429 or 503 wants to be left alone, in milliseconds: its word, and any number. */
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;

  constructor(
    code: FetchFault,
    message: string,
    options: { status?: number; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
    this.retryable = code !== 'aborted';
  }
}

export interface FetchLimits {
  /** For the whole answer, in milliseconds. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** Beginning of the buffer that an answer is read into, in bytes. */
const FIRST_BYTES = 64 * 1024;
const REFUSALS: readonly number[] = [429, 503];

/**
 * GET with a deadline and a limit of size, following no redirect and decompressing nothing: what a peer sends can cost time
 * and memory up to these and no more.
 * @returns the body of an answer with status 200
 * @throws FetchError
 */
export async function fetchLimited(url: string, { timeoutMs, maxBytes, signal }: FetchLimits): Promise<Uint8Array> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const both = signal ? AbortSignal.any([timeout, signal]) : timeout;
  try {
    const headers = { accept: 'application/json', 'accept-encoding': 'identity' };
    const response = await fetch(url, { headers, redirect: 'error', signal: both });
    const refusal = refusalOf(response, url, maxBytes);
    if (refusal) {
      await response.body?.cancel();
      throw refusal;
    }
    return await readLimited(response, url, maxBytes);
  } catch (cause) {
    if (cause instanceof FetchError) throw cause;
    if (signal?.aborted) throw new FetchError('aborted', `${url}: the caller gave up`, { cause });
    if (timeout.aborted) throw new FetchError('timeout', `${url} gave no answer in ${timeoutMs} ms`, { cause });
    throw new FetchError('unreachable', `${url} can't be reached (${reasonOf(cause)})`, { cause });
  }
}

/** What the head of an answer says already. */
function refusalOf({ status, headers }: Response, url: string, maxBytes: number): FetchError | undefined {
  if (status !== 200) {
    const retryAfterMs = REFUSALS.includes(status) ? retryAfterOf(headers.get('retry-after')) : undefined;
    return new FetchError('status', `${url} answered ${status}`, { status, retryAfterMs });
  }
  // A few kilobytes can become gigabytes.
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding.toLowerCase() !== 'identity')
    return new FetchError('encoded', `${url} sends ${JSON.stringify(encoding.slice(0, 40))}, not the bytes themselves`);
  if (Number(headers.get('content-length')) > maxBytes)
    return new FetchError('too-large', `${url} announces more than ${maxBytes} bytes`);
  return undefined;
}

/** Reads into one growing buffer: a list of pieces could cost a hundred times their bytes, for a peer may send each alone. */
async function readLimited(response: Response, url: string, maxBytes: number): Promise<Uint8Array> {
  let buffer = new Uint8Array(Math.min(FIRST_BYTES, maxBytes));
  let length = 0;
  for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array> | never[]) {
    const end = length + piece.byteLength;
    if (end > maxBytes) throw new FetchError('too-large', `${url} sends more than ${maxBytes} bytes`);
    if (end > buffer.length) {
      const grown = new Uint8Array(Math.min(maxBytes, Math.max(2 * buffer.length, end)));
      grown.set(buffer.subarray(0, length));
      buffer = grown;
    }
    buffer.set(piece, length);
    length = end;
  }
  return buffer.subarray(0, length);
}

/** Seconds or a date (RFC 9110 §10.2.3) as milliseconds from now; undefined for anything else. */
function retryAfterOf(value: string | null): number | undefined {
  if (value === null) return undefined;
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** `fetch failed` says nothing; what is underneath does. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
