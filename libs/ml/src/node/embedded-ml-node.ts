import { MlError } from '../errors.js';
import { generate, score } from '../reference/engine.js';
import { ReferenceModel } from '../reference/logits.js';
import type { CallOptions, GenerateRequest, Generation, MlNode, ScoreRequest, Scores } from './ml-node.js';

export interface EmbeddedMlNodeOptions {
  /** Requests computed at the same time; more are refused as `busy`. */
  readonly maxInFlight?: number;
}

/** The reference engine inside this process: deterministic, for local networks and tests. */
export class EmbeddedMlNode implements MlNode {
  readonly models: readonly string[];
  readonly #loaded: ReadonlyMap<string, ReferenceModel>;
  readonly #maxInFlight: number;
  #inFlight = 0;

  /** @param models names of the models to serve; any name is a model */
  constructor(models: readonly string[], { maxInFlight = 64 }: EmbeddedMlNodeOptions = {}) {
    this.models = [...new Set(models)];
    this.#loaded = new Map(this.models.map((name) => [name, new ReferenceModel(name)]));
    this.#maxInFlight = maxInFlight;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  generate(request: GenerateRequest, options?: CallOptions): Promise<Generation> {
    return this.#compute(request.model, (model) => generate(model, request, options));
  }

  score(request: ScoreRequest, options?: CallOptions): Promise<Scores> {
    return this.#compute(request.model, (model) => score(model, request, options));
  }

  async #compute<T>(name: string, run: (model: ReferenceModel) => Promise<T>): Promise<T> {
    const model = this.#loaded.get(name);
    if (!model) {
      const served = this.models.join(', ');
      throw new MlError('unknown_model', `model ${JSON.stringify(name)} is not served here; ask for one of: ${served}`);
    }
    if (this.#inFlight >= this.#maxInFlight) {
      throw new MlError('busy', `${this.#maxInFlight} requests are running; try again or ask another ML Node`);
    }
    this.#inFlight += 1;
    try {
      return await run(model);
    } finally {
      this.#inFlight -= 1;
    }
  }
}
