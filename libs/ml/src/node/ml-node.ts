/** Fixes the sampler's randomness: `H("pacer/sample/v1", chain, request_id, position)` (protocol §7). */
export interface Sampling {
  readonly chainId: string;
  /** 32 bytes. */
  readonly requestId: Uint8Array;
  /** 0 = argmax, 1 = drawn; others are refused. */
  readonly temperature: number;
}

export interface GenerateRequest extends Sampling {
  readonly model: string;
  readonly promptIds: readonly number[];
  /** Choices at most, the stop included. */
  readonly maxTokens: number;
}

export interface ScoreRequest extends Sampling {
  readonly model: string;
  readonly promptIds: readonly number[];
  /** Ids to be forced, one after the other. */
  readonly outputIds: readonly number[];
  /** Ids whose log-probability is wanted, per position: an artifact's top-5 or probes. */
  readonly at: readonly (readonly number[])[];
}

/** A log-probability in whole 1/1024 nat, ≤ 0. */
export interface TokenLogprob {
  readonly id: number;
  readonly logprob: number;
}

export type FinishReason = 'stop' | 'length';

/** What an ML Node answers to a prompt: exactly what an Executor commits to (protocol §7, the artifact). */
export interface Generation {
  readonly promptIds: readonly number[];
  /** Every choice in order; a stop is the last one. */
  readonly outputIds: readonly number[];
  readonly finishReason: FinishReason;
  /** Five per position: probability descending, id ascending. */
  readonly top: readonly (readonly TokenLogprob[])[];
}

/** What the model says at one position, given everything before it. */
export interface PositionScore {
  /** What the sampler takes here. */
  readonly choice: number;
  readonly top: readonly TokenLogprob[];
  /** In the order asked for. */
  readonly at: readonly TokenLogprob[];
}

export interface Scores {
  /** The model's id of "stop". */
  readonly stopId: number;
  /** One per output id. */
  readonly positions: readonly PositionScore[];
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether somebody waits for a score: who shares ML Nodes out among calls may put it before others. An ML Node ignores it. */
  readonly urgent?: boolean | undefined;
}

/** A port: what the network needs from an ML Node. Every method rejects with MlError and nothing else. */
export interface MlNode {
  /** Runs the model freely from a prompt. */
  generate(request: GenerateRequest, options?: CallOptions): Promise<Generation>;
  /** Runs the model over given output ids (teacher forcing) and recomputes every choice. */
  score(request: ScoreRequest, options?: CallOptions): Promise<Scores>;
}
