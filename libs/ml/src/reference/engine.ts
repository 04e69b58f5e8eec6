import { setImmediate as nextTurn } from 'node:timers/promises';
import { MlError, throwIfAborted } from '../errors.js';
import type {
  CallOptions,
  GenerateRequest,
  Generation,
  PositionScore,
  ScoreRequest,
  Scores,
  TokenLogprob,
} from '../node/ml-node.js';
import { distributionOf, logprobOf, topOf } from './distribution.js';
import type { ReferenceModel } from './logits.js';
import { assertSampling, choose } from './sampler.js';
import { isToken, STOP } from './vocabulary.js';

export const MAX_TOKENS = 32;
/** Ids per list of log-probabilities that a score request may ask for at one position. */
export const MAX_AT = 16;
export const MAX_PROMPT_IDS = 65_536;

/** Runs the model freely. One pass (about 2 ms) at a time: other work of the process comes in between. */
export async function generate(
  model: ReferenceModel,
  request: GenerateRequest,
  { signal }: CallOptions = {},
): Promise<Generation> {
  assertSampling(request);
  assertPrompt(request.promptIds);
  assertMaxTokens(request.maxTokens);
  const ids = [...request.promptIds];
  const outputIds: number[] = [];
  const top: TokenLogprob[][] = [];
  while (outputIds.length < request.maxTokens && outputIds.at(-1) !== STOP) {
    throwIfAborted(signal);
    const distribution = distributionOf(model.logits(ids));
    const id = choose(distribution, request, outputIds.length);
    top.push(topOf(distribution));
    outputIds.push(id);
    ids.push(id);
    await nextTurn();
  }
  const finishReason = outputIds.at(-1) === STOP ? 'stop' : 'length';
  return { promptIds: [...request.promptIds], outputIds, finishReason, top };
}

/** Forces the given output and recomputes, at each position, the choice, the top-5 and the log-probabilities asked for. */
export async function score(
  model: ReferenceModel,
  request: ScoreRequest,
  { signal }: CallOptions = {},
): Promise<Scores> {
  assertSampling(request);
  assertPrompt(request.promptIds);
  assertOutput(request.outputIds);
  assertAt(request);
  const ids = [...request.promptIds];
  const positions: PositionScore[] = [];
  for (const [position, id] of request.outputIds.entries()) {
    throwIfAborted(signal);
    const distribution = distributionOf(model.logits(ids));
    positions.push({
      choice: choose(distribution, request, position),
      top: topOf(distribution),
      at: (request.at[position] ?? []).map((wanted) => logprobOf(distribution, wanted)),
    });
    ids.push(id);
    await nextTurn();
  }
  return { stopId: STOP, positions };
}

function assertMaxTokens(maxTokens: number): void {
  if (!Number.isInteger(maxTokens) || maxTokens < 1) {
    throw new MlError('bad_request', `max_tokens is ${maxTokens}; ask for 1…${MAX_TOKENS}`);
  }
  if (maxTokens > MAX_TOKENS) {
    throw new MlError('too_many_tokens', `max_tokens ${maxTokens} is above ${MAX_TOKENS}; ask for fewer`);
  }
}

function assertPrompt(ids: readonly number[]): void {
  if (ids.length === 0) throw new MlError('bad_request', 'the prompt is empty; send at least one id');
  if (ids.length > MAX_PROMPT_IDS) {
    throw new MlError('bad_request', `a prompt of ${ids.length} ids is above ${MAX_PROMPT_IDS}; shorten it`);
  }
  const stranger = ids.find((id) => !isToken(id) || id === STOP);
  if (stranger !== undefined) throw new MlError('unknown_token', `prompt id ${stranger} is not a byte; send 0…255`);
}

function assertOutput(ids: readonly number[]): void {
  if (ids.length === 0) throw new MlError('bad_request', 'no output ids; send at least one to be scored');
  if (ids.length > MAX_TOKENS) {
    throw new MlError('too_many_tokens', `${ids.length} output ids are above ${MAX_TOKENS}; score what was asked for`);
  }
  const stranger = ids.find((id, i) => !isToken(id) || (id === STOP && i < ids.length - 1));
  if (stranger !== undefined) {
    throw new MlError('unknown_token', `output id ${stranger} is outside the vocabulary or a stop before the end`);
  }
}

function assertAt({ at, outputIds }: ScoreRequest): void {
  if (at.length > outputIds.length || at.some((wanted) => wanted.length > MAX_AT)) {
    throw new MlError('bad_request', `at: one list per output id, ${MAX_AT} ids each at most`);
  }
  const stranger = at.flat().find((id) => !isToken(id));
  if (stranger !== undefined) throw new MlError('unknown_token', `id ${stranger} in at is outside the vocabulary`);
}
