import type { z } from 'zod';
import { MlError } from '../errors.js';
import type { CallOptions, GenerateRequest, Generation, MlNode, ScoreRequest, Scores } from './ml-node.js';
import { readLimited } from './read-limited.js';
import {
  errorFromWire,
  generateRequestToWire,
  generation,
  MAX_BODY_BYTES,
  scoreRequestToWire,
  scores,
} from './wire.js';

export interface HttpMlNodeOptions {
  /** Time for a whole call, in milliseconds. */
  readonly timeoutMs?: number;
  /** Longer answers are refused, in bytes. */
  readonly maxResponseBytes?: number;
}

/** An ML Node in another process, behind HTTP. */
export class HttpMlNode implements MlNode {
  readonly url: string;
  readonly #timeoutMs: number;
  readonly #maxResponseBytes: number;

  /** @param url where it listens, e.g. http://127.0.0.1:8080 */
  constructor(url: string, { timeoutMs = 30_000, maxResponseBytes = MAX_BODY_BYTES }: HttpMlNodeOptions = {}) {
    this.url = url.replace(/\/+$/, '');
    this.#timeoutMs = timeoutMs;
    this.#maxResponseBytes = maxResponseBytes;
  }

  generate(request: GenerateRequest, options?: CallOptions): Promise<Generation> {
    return this.#post('/v1/generate', generateRequestToWire(request), generation, options);
  }

  score(request: ScoreRequest, options?: CallOptions): Promise<Scores> {
    return this.#post('/v1/score', scoreRequestToWire(request), scores, options);
  }

  async #post<T>(path: string, body: object, schema: z.ZodType<T>, options: CallOptions = {}): Promise<T> {
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
    try {
      const response = await fetch(this.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal,
      });
      const text = await readLimited(response, this.#maxResponseBytes);
      return this.#parse(response.status, text, schema);
    } catch (cause) {
      if (cause instanceof MlError) throw cause;
      if (options.signal?.aborted) throw new MlError('aborted', 'the caller gave up on this request', { cause });
      if (timeout.aborted) {
        throw new MlError('timeout', `${this.url} gave no answer in ${this.#timeoutMs} ms; look at its load`, {
          cause,
        });
      }
      throw new MlError('unreachable', `${this.url} can't be reached; check that the ML Node runs`, { cause });
    }
  }

  #parse<T>(status: number, text: string, schema: z.ZodType<T>): T {
    const json = jsonOf(text);
    if (status === 200) {
      const { data, error } = schema.safeParse(json);
      if (error === undefined) return data;
      throw this.#notAnMlNode(status, text, error);
    }
    throw errorFromWire(json) ?? this.#notAnMlNode(status, text);
  }

  #notAnMlNode(status: number, text: string, cause?: unknown): MlError {
    const start = JSON.stringify(text.slice(0, 60));
    const message = `${this.url} answered ${status} with ${start}, which no ML Node says; check the URL and what is in between`;
    return new MlError('bad_response', message, { cause, retryable: status === 429 || status >= 500 });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
