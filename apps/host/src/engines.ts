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
import { type EngineLoad, ValidationQueue, type ValidationQueueOptions } from './validation-queue.js';

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
  /** Told how long each score waited for users. */
  readonly onWaited?: (seconds: number, urgent: boolean) => void;
  readonly queue?: ValidationQueueOptions;
}

interface Engine extends EngineLoad {
  readonly node: HttpMlNode;
  up: boolean | undefined;
  models: readonly string[];
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

/**
 * A Host's ML Nodes as one: the least busy one first, the next one when it fails. A call is never left out because a probe failed.
 * `generate` is for users and begins at once; `score` is validation and waits for them.
 */
export class Engines implements MlNode {
  readonly #engines: readonly Engine[];
  readonly #probeTimeoutMs: number;
  readonly #onChange: (state: EngineState) => void;
  readonly #onWaited: (seconds: number, urgent: boolean) => void;
  readonly #queue: ValidationQueue<Engine>;

  constructor(
    urls: readonly string[],
    { timeoutMs, probeTimeoutMs = 2_000, onChange, onWaited, queue }: EnginesOptions = {},
  ) {
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    this.#engines = [...new Set(urls)].map((url) => ({
      node: new HttpMlNode(url, options),
      ...{ up: undefined, models: [], users: 0, validations: 0, fault: undefined },
    }));
    this.#probeTimeoutMs = probeTimeoutMs;
    this.#onChange = onChange ?? (() => undefined);
    this.#onWaited = onWaited ?? (() => undefined);
    this.#queue = new ValidationQueue(queue);
  }

  get states(): EngineState[] {
    return this.#engines.map(stateOf);
  }

  /** Whether one at least answered last time. */
  get anyUp(): boolean {
    return this.#engines.some(({ up }) => up === true);
  }

  /** The least busy one with the fewest users; validation on it gives way. */
  async generate(request: GenerateRequest, options?: CallOptions): Promise<Generation> {
    const order = [...this.#engines].sort(
      (a, b) => Number(a.up === false) - Number(b.up === false) || a.users - b.users || a.validations - b.validations,
    );
    let failure: MlError | undefined;
    for (const engine of order) {
      engine.users += 1;
      this.#queue.yieldTo(engine);
      try {
        return await this.#call(engine, engine.node.generate(request, options));
      } catch (error) {
        failure = this.#mayDoBetter(error, failure);
      } finally {
        engine.users -= 1;
        this.#queue.dispatch();
      }
    }
    throw failure ?? noneConfigured();
  }

  /** On one that no user is on. @throws MlError `busy` too when users left none for too long */
  async score(request: ScoreRequest, { signal, urgent = false }: CallOptions = {}): Promise<Scores> {
    let failure: MlError | undefined;
    let gaveWay = 0;
    const untried = new Set(this.#engines);
    while (untried.size > 0) {
      const candidates = () => bestOf([...untried], request.model);
      const began = performance.now();
      const turn = await this.#queue.enter({ candidates, urgent, gaveWay, signal }).finally(() => {
        this.#onWaited((performance.now() - began) / 1000, urgent);
      });
      const { engine, givesWay, end } = turn;
      try {
        const both = signal ? AbortSignal.any([signal, givesWay]) : givesWay;
        return await this.#call(engine, engine.node.score(request, { signal: both }));
      } catch (error) {
        if (givesWay.aborted && !signal?.aborted) {
          gaveWay += 1;
        } else {
          failure = this.#mayDoBetter(error, failure);
          untried.delete(engine);
        }
      } finally {
        end();
      }
    }
    throw failure ?? noneConfigured();
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

  async #call<T>(engine: Engine, answer: Promise<T>): Promise<T> {
    try {
      const said = await answer;
      this.#mark(engine, true, undefined);
      return said;
    } catch (error) {
      if (error instanceof MlError && DOWN.has(error.code)) this.#mark(engine, false, error.message);
      throw error;
    }
  }

  /** The failure to be told if the others fail too. @throws what no other ML Node would do better */
  #mayDoBetter(error: unknown, before: MlError | undefined): MlError {
    if (!(error instanceof MlError) || !OTHERS_MAY.has(error.code)) throw error;
    // "Busy" says most about what helps: wait.
    return before?.code === 'busy' ? before : error;
  }

  #mark(engine: Engine, up: boolean, fault: string | undefined): void {
    const changed = engine.up !== up;
    engine.up = up;
    engine.fault = fault;
    if (changed) this.#onChange(stateOf(engine));
  }
}

function stateOf({ node, up, models, users, validations, fault }: Engine): EngineState {
  return { url: node.url, up, models, inFlight: users + validations, fault };
}

/** Those that answered last time and serve the model, as far as there are any. */
function bestOf(engines: readonly Engine[], model: string): readonly Engine[] {
  const up = engines.filter((engine) => engine.up !== false);
  const known = up.length > 0 ? up : engines;
  const serving = known.filter(({ models }) => models.length === 0 || models.includes(model));
  return serving.length > 0 ? serving : known;
}

function noneConfigured(): MlError {
  return new MlError('unreachable', 'no ML Node is configured; set ml_nodes');
}

/** It answered with something else than JSON, or with other JSON. */
function isNoModelList(error: unknown): boolean {
  return error instanceof z.ZodError || error instanceof SyntaxError;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
