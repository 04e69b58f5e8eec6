import { EndpointError, RpcError } from '../errors/pacer-error.js';

/** A JSON-RPC request as cosmjs makes them; structurally its `JsonRpcRequest`. */
export interface JsonRpcRequest {
  readonly jsonrpc: '2.0';
  readonly id: number | string;
  readonly method: string;
  readonly params: object;
}

/** Structurally cosmjs' `JsonRpcSuccessResponse`. */
export interface JsonRpcSuccess {
  readonly jsonrpc: '2.0';
  readonly id: number | string;
  readonly result: unknown;
}

export interface JsonRpcOptions {
  /** Milliseconds from the request to the last byte of the answer. Default 10 000. */
  timeoutMs?: number;
  /** Most bytes of an answer. Default 64 MiB: a block is at most 2 MiB, its results more. */
  maxBytes?: number;
  /** Ends every call when aborted, as `closed`. */
  signal?: AbortSignal;
  /** Headers for every request, such as authorization. */
  headers?: Record<string, string>;
  /** What requests go through. Default the platform's `fetch`. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Gives a signal that is aborted after so many milliseconds. Default `AbortSignal.timeout`. */
  deadlineAfter?: (ms: number) => AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/**
 * JSON-RPC over HTTP to one endpoint. Every call has a deadline that covers the body too, because cosmjs' own clients
 * wait for ever on an endpoint that stops in the middle of an answer. It is an `RpcClient` for cosmjs' `Comet38Client`.
 */
export class JsonRpcTransport {
  readonly url: string;
  readonly #options: JsonRpcOptions;
  #lastId = 0;

  /** @param url of a CometBFT RPC, `http://` or `https://` */
  constructor(url: string, options: JsonRpcOptions = {}) {
    if (!/^https?:\/\//.test(url)) {
      throw new EndpointError(url, 'unreachable', 'the URL does not begin with http:// or https://');
    }
    this.url = url;
    this.#options = options;
  }

  /**
   * Calls a method and returns its result, unchecked.
   * @throws EndpointError for anything but a JSON-RPC answer to this very call; RpcError for an answer that is an error
   */
  async call(method: string, params: object, signal?: AbortSignal): Promise<unknown> {
    this.#lastId += 1;
    const request: JsonRpcRequest = { jsonrpc: '2.0', id: this.#lastId, method, params };
    return (await this.#exchange(request, signal)).result;
  }

  /** cosmjs' `RpcClient`. */
  readonly execute = (request: JsonRpcRequest): Promise<JsonRpcSuccess> => this.#exchange(request);

  /** cosmjs' `RpcClient`; there is no connection to close. */
  readonly disconnect = (): void => undefined;

  async #exchange(request: JsonRpcRequest, signal?: AbortSignal): Promise<JsonRpcSuccess> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, deadlineAfter } = this.#options;
    const deadline = deadlineAfter?.(timeoutMs) ?? AbortSignal.timeout(timeoutMs);
    const signals = [deadline, signal, this.#options.signal].filter((one) => one !== undefined);
    try {
      const response = await (this.#options.fetch ?? fetch)(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...this.#options.headers },
        body: JSON.stringify(request),
        redirect: 'error',
        signal: AbortSignal.any(signals),
      });
      const text = await this.#text(response);
      return this.#parse(request, response, text);
    } catch (error) {
      if (error instanceof EndpointError || error instanceof RpcError) throw error;
      throw this.#faultOf(error, request.method, deadline, signal);
    }
  }

  #faultOf(error: unknown, method: string, deadline: AbortSignal, signal?: AbortSignal): EndpointError {
    if (this.#options.signal?.aborted) return new EndpointError(this.url, 'closed', `${method}: the pool was closed`);
    if (signal?.aborted) return new EndpointError(this.url, 'aborted', `${method} was given up`, error);
    if (deadline.aborted) {
      const ms = this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      return new EndpointError(this.url, 'timeout', `${method} had no complete answer within ${ms} ms`, error);
    }
    return new EndpointError(this.url, 'unreachable', `${method}: ${reasonOf(error)}`, error);
  }

  /** The body, read up to the limit: an endpoint must not fill the memory. */
  async #text(response: Response): Promise<string> {
    const limit = this.#options.maxBytes ?? DEFAULT_MAX_BYTES;
    if (response.body === null) return '';
    const decoder = new TextDecoder();
    const reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> = response.body.getReader();
    let text = '';
    let length = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > limit) {
        await reader.cancel();
        throw new EndpointError(this.url, 'too-large', `the answer has more than ${limit} bytes`);
      }
      text += decoder.decode(part.value, { stream: true });
    }
    return text + decoder.decode();
  }

  /** CometBFT answers errors with status 500 and a JSON-RPC body, so the body counts before the status. */
  #parse(request: JsonRpcRequest, response: Response, text: string): JsonRpcSuccess {
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch (error) {
      const start = JSON.stringify(text.slice(0, 60));
      if (!response.ok) throw new EndpointError(this.url, 'http', `status ${response.status}, body ${start}`, error);
      throw new EndpointError(this.url, 'not-json', `the body is not JSON, it begins with ${start}`, error);
    }
    if (!isRecord(answer) || answer.jsonrpc !== '2.0') {
      throw new EndpointError(this.url, 'malformed', `${request.method}: the answer is not JSON-RPC 2.0`);
    }
    const { error } = answer;
    if (isRecord(error)) {
      const { code, message, data } = error;
      if (typeof code === 'number' && typeof message === 'string') {
        throw new RpcError(this.url, request.method, { code, message, data });
      }
    }
    if (answer.id !== request.id) {
      throw new EndpointError(this.url, 'malformed', `${request.method}: the answer is to another call`);
    }
    if (!isRecord(answer.result)) {
      throw new EndpointError(this.url, 'malformed', `${request.method}: the answer has no result`);
    }
    return { jsonrpc: '2.0', id: request.id, result: answer.result };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The innermost reason: fetch hides the system's error, ECONNREFUSED and the like, in `cause`. */
function reasonOf(error: unknown): string {
  if (!isRecord(error)) return String(error);
  const { code, message, cause } = error;
  if (isRecord(cause)) return reasonOf(cause);
  return [code, message].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
