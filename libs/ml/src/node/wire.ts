import { hex, unhex } from '@pacer/crypto';
import { z } from 'zod';
import { isMlErrorCode, MlError } from '../errors.js';
import type { GenerateRequest, Generation, ScoreRequest, Scores, TokenLogprob } from './ml-node.js';

/** The JSON between an ML Node and the API Node: snake_case, bytes in lower-case hex, [id, logprob] pairs. */
export const MAX_BODY_BYTES = 1_048_576;

const ids = z.array(z.int());
const sampling = {
  model: z.string().min(1).max(256),
  chain_id: z.string().min(1).max(128),
  request_id: z.string().regex(/^[0-9a-f]{64}$/, 'a request id is 64 digits of lower-case hex'),
  temperature: z.number(),
  prompt_ids: ids,
};
const pairs = z.array(z.tuple([z.int(), z.int()]).transform(([id, logprob]): TokenLogprob => ({ id, logprob })));

export const generateRequest = z
  .strictObject({ ...sampling, max_tokens: z.int() })
  .transform((wire): GenerateRequest => ({ ...samplingOf(wire), maxTokens: wire.max_tokens }));

export const scoreRequest = z
  .strictObject({ ...sampling, output_ids: ids, at: z.array(ids) })
  .transform((wire): ScoreRequest => ({ ...samplingOf(wire), outputIds: wire.output_ids, at: wire.at }));

export const generation = z
  .object({ prompt_ids: ids, output_ids: ids, finish_reason: z.enum(['stop', 'length']), top: z.array(pairs) })
  .transform((wire): Generation => ({
    promptIds: wire.prompt_ids,
    outputIds: wire.output_ids,
    finishReason: wire.finish_reason,
    top: wire.top,
  }));

export const scores = z
  .object({ stop_id: z.int(), positions: z.array(z.object({ choice: z.int(), top: pairs, at: pairs })) })
  .transform((wire): Scores => ({ stopId: wire.stop_id, positions: wire.positions }));

const failure = z.object({ error: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }) });

type SamplingWire = z.infer<z.ZodObject<typeof sampling>>;

function samplingOf(wire: SamplingWire): Omit<GenerateRequest, 'maxTokens'> {
  return {
    model: wire.model,
    chainId: wire.chain_id,
    requestId: unhex(wire.request_id),
    temperature: wire.temperature,
    promptIds: wire.prompt_ids,
  };
}

function samplingToWire(request: Omit<GenerateRequest, 'maxTokens'>): SamplingWire {
  return {
    model: request.model,
    chain_id: request.chainId,
    request_id: hex(request.requestId),
    temperature: request.temperature,
    prompt_ids: [...request.promptIds],
  };
}

export function generateRequestToWire(request: GenerateRequest): object {
  return { ...samplingToWire(request), max_tokens: request.maxTokens };
}

export function scoreRequestToWire(request: ScoreRequest): object {
  return { ...samplingToWire(request), output_ids: request.outputIds, at: request.at };
}

export function generationToWire(answer: Generation): object {
  const { promptIds, outputIds, finishReason, top } = answer;
  return { prompt_ids: promptIds, output_ids: outputIds, finish_reason: finishReason, top: top.map(toPairs) };
}

export function scoresToWire({ stopId, positions }: Scores): object {
  const wire = positions.map(({ choice, top, at }) => ({ choice, top: toPairs(top), at: toPairs(at) }));
  return { stop_id: stopId, positions: wire };
}

export function errorToWire({ code, message, retryable }: MlError): object {
  return { error: { code, message, retryable } };
}

/** The typed error in an ML Node's answer, or undefined if it holds none that we know. */
export function errorFromWire(json: unknown): MlError | undefined {
  const { data } = failure.safeParse(json);
  if (!data || !isMlErrorCode(data.error.code)) return undefined;
  return new MlError(data.error.code, data.error.message, { retryable: data.error.retryable });
}

function toPairs(list: readonly TokenLogprob[]): [number, number][] {
  return list.map(({ id, logprob }) => [id, logprob]);
}
