import {
  type CallOptions,
  type GenerateRequest,
  type Generation,
  HttpMlNode,
  MlError,
  type MlErrorCode,
  type MlNode,
  type ScoreRequest,
  type Scores,
} from '@pacer/ml';
import { z } from 'zod';
import { fetchLimited } from './http/fetch-limited.js';

/** Where one ML Node stands. */
export interface EngineState {
  readonly url: string;
  /** Undefined before the first answer. */
  readonly up: boolean | undefined;
  /** Models it says it serves. */
  readonly models: readonly string[];
  /** Calls of ours that run on it. */
  readonly inFlight: number;
  /** Why it is down. */
  readonly fault: string | undefined;
}

export interface EnginesOptions {
  /** Time for a whole call, in milliseconds. */
  readonly timeoutMs?: number;
  /** Time for the question what it serves, in milliseconds. */
  readonly probeTimeoutMs?: number;
  /** Told of every change between up and down. */
  readonly onChange?: (state: EngineState) => void;
}

interface Engine {
  readonly node: HttpMlNode;
  up: boolean | undefined;
  models: readonly string[];
  inFlight: number;
  fault: string | undefined;
}

const modelList = z.object({ models: z.array(z.string()).max(1_000) });
const MODEL_LIST_BYTES = 256 * 1024;

/** Failures after which another ML Node may do better. */
const OTHERS_MAY: ReadonlySet<MlErrorCode> = new Set([
  ...(['unreachable', 'timeout', 'busy', 'internal'] as const),
  ...(['bad_response', 'response_too_large', 'unknown_model'] as const),
]);
/** Failures that say that nothing useful listens there. */
const DOWN: ReadonlySet<MlErrorCode> = new Set(['unreachable', 'timeout', 'bad_response', 'response_too_large']);

/** A Host's ML Nodes as one: the least busy one first, the next one when it fails. A call is never left out because a probe failed. */
export class Engines implements MlNode {
  readonly #engines: readonly Engine[];
  readonly #probeTimeoutMs: number;
  readonly #onChange: (state: EngineState) => void;

  constructor(urls: readonly string[], { timeoutMs, probeTimeoutMs = 2_000, onChange }: EnginesOptions = {}) {
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    this.#engines = [...new Set(urls)].map((url) => ({
      node: new HttpMlNode(url, options),
      ...{ up: undefined, models: [], inFlight: 0, fault: undefined },
    }));
    this.#probeTimeoutMs = probeTimeoutMs;
    this.#onChange = onChange ?? (() => undefined);
  }

  get states(): EngineState[] {
    return this.#engines.map(stateOf);
  }

  /** Whether one at least answered last time. */
  get anyUp(): boolean {
    return this.#engines.some(({ up }) => up === true);
  }

  generate(request: GenerateRequest, options?: CallOptions): Promise<Generation> {
    return this.#onOne((node) => node.generate(request, options));
  }

  score(request: ScoreRequest, options?: CallOptions): Promise<Scores> {
    return this.#onOne((node) => node.score(request, options));
  }

  /** Asks each what it serves. */
  async probe(signal?: AbortSignal): Promise<readonly EngineState[]> {
    await Promise.all(
      this.#engines.map(async (engine) => {
        try {
          const url = `${engine.node.url}/v1/models`;
          const answer = await fetchLimited(url, {
            timeoutMs: this.#probeTimeoutMs,
            maxBytes: MODEL_LIST_BYTES,
            signal,
          });
          engine.models = modelList.parse(JSON.parse(new TextDecoder().decode(answer))).models;
          this.#mark(engine, true, undefined);
        } catch (error) {
          if (signal?.aborted) return;
          this.#mark(engine, false, isNoModelList(error) ? 'it is no ML Node' : messageOf(error));
        }
      }),
    );
    return this.states;
  }

  async #onOne<T>(call: (node: MlNode) => Promise<T>): Promise<T> {
    const order = [...this.#engines].sort(
      (a, b) => Number(a.up === false) - Number(b.up === false) || a.inFlight - b.inFlight,
    );
    let failure: MlError | undefined;
    for (const engine of order) {
      engine.inFlight += 1;
      try {
        const answer = await call(engine.node);
        this.#mark(engine, true, undefined);
        return answer;
      } catch (error) {
        if (!(error instanceof MlError)) throw error;
        if (DOWN.has(error.code)) this.#mark(engine, false, error.message);
        if (!OTHERS_MAY.has(error.code)) throw error;
        // "Busy" says most about what helps: wait.
        if (failure?.code !== 'busy') failure = error;
      } finally {
        engine.inFlight -= 1;
      }
    }
    throw failure ?? new MlError('unreachable', 'no ML Node is configured; set ml_nodes');
  }

  #mark(engine: Engine, up: boolean, fault: string | undefined): void {
    const changed = engine.up !== up;
    engine.up = up;
    engine.fault = fault;
    if (changed) this.#onChange(stateOf(engine));
  }
}

function stateOf({ node, up, models, inFlight, fault }: Engine): EngineState {
  return { url: node.url, up, models, inFlight, fault };
}

/** It answered with something else than JSON, or with other JSON. */
function isNoModelList(error: unknown): boolean {
  return error instanceof z.ZodError || error instanceof SyntaxError;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
