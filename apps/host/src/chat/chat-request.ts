import { chatPromptIds, MAX_PROMPT_IDS, MAX_TOKENS, MlError } from '@pacer/ml';
import { z } from 'zod';
import { ApiError } from './api-error.js';

/** Longer bodies are refused before they are read, in bytes. */
export const MAX_CHAT_BYTES = 256 * 1024;

/** What a body asks for. Executor and validators read it by the same rules, so that both run the same computation. */
export interface ChatRequest {
  readonly model: string;
  readonly promptIds: readonly number[];
  readonly maxTokens: number;
  readonly temperature: 0 | 1;
}

const ROLES = ['system', 'user', 'assistant'] as const;

/** OpenAI's fields as far as they are supported; of the others those values that change nothing. */
const chatBody = z.strictObject({
  model: z.string('is no text').min(1, 'is empty').max(256, 'is longer than 256 characters'),
  messages: z
    .array(
      z.strictObject({
        role: z.enum(ROLES, `is none of ${ROLES.join(', ')}`),
        content: z.string('is no text; parts other than text are not supported'),
      }),
      'is no list of messages',
    )
    .min(1, 'is empty; send at least one message'),
  max_tokens: z
    .int(`is no whole number of 1 to ${MAX_TOKENS}`)
    .min(1, `is below 1; ask for 1 to ${MAX_TOKENS}`)
    .max(MAX_TOKENS, `is above ${MAX_TOKENS}; ask for fewer`)
    .default(MAX_TOKENS),
  temperature: z.literal([0, 1], 'is neither 0 nor 1, which are the supported temperatures').default(1),
  stream: z.literal(false, 'is not supported; leave it out').optional(),
  n: z.literal(1, 'is not supported; ask for one choice').optional(),
  top_p: z.literal(1, 'is not supported; leave it out').optional(),
  user: z.string('is no text').optional(),
});

/**
 * Reads the exact bytes of a request's body.
 * @throws ApiError 400 that names the first field in the way
 */
export function readChatRequest(body: Uint8Array): ChatRequest {
  const json = jsonOf(body);
  const { data, error } = chatBody.safeParse(json);
  if (error) throw refusal(error, json);
  return {
    model: data.model,
    promptIds: promptIdsOf(data.messages),
    maxTokens: data.max_tokens,
    temperature: data.temperature,
  };
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (cause) {
    throw new ApiError('the body is no JSON in UTF-8', { status: 400, code: 'invalid_json', cause });
  }
}

function refusal(error: z.ZodError, json: unknown): ApiError {
  const [issue] = error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])];
  const param = path.length === 0 ? undefined : path.join('.');
  const said = isMissing(json, path) ? 'is missing' : (issue?.message ?? 'is not valid');
  const what = unknown === undefined ? said : 'is not supported; leave it out';
  const code = unknown === undefined ? 'invalid_value' : 'unknown_parameter';
  return new ApiError(`${param ?? 'the body'} ${what}`, { status: 400, code, param, cause: error });
}

function isMissing(json: unknown, path: readonly PropertyKey[]): boolean {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return true;
    value = Reflect.get(value, key) as unknown;
  }
  return false;
}

function promptIdsOf(messages: Parameters<typeof chatPromptIds>[0]): number[] {
  let ids: number[];
  try {
    ids = chatPromptIds(messages);
  } catch (cause) {
    if (!(cause instanceof MlError)) throw cause;
    throw new ApiError(cause.message, { status: 400, code: 'invalid_value', param: 'messages', cause });
  }
  if (ids.length <= MAX_PROMPT_IDS) return ids;
  const message = `messages have ${ids.length} tokens, above ${MAX_PROMPT_IDS}; shorten them`;
  throw new ApiError(message, { status: 400, code: 'context_length_exceeded', param: 'messages' });
}
