import { addressText } from '@pacer/client';
import { hex, type RequestFields, utf8 } from '@pacer/crypto';
import { type Generation, outputText } from '@pacer/ml';
import { z } from 'zod';

export interface ChatAnswer {
  readonly request: RequestFields;
  readonly requestId: Uint8Array;
  readonly model: string;
  readonly generation: Generation;
  /** Address of the Host that ran it, `pacer1…`. */
  readonly executor: string;
  /** Where the record can be read. */
  readonly record: string;
}

/**
 * The bytes of the answer in OpenAI's shape. `pacer` repeats everything that the request id was made of, so that the answer,
 * whose hash is committed, is enough for anyone to recompute the id. `completion_tokens` counts the stop.
 */
export function writeChatResponse(answer: ChatAnswer): Uint8Array {
  const { request, model, generation, executor, record } = answer;
  const id = hex(answer.requestId);
  const tokens = tokensOf(generation);
  return utf8(
    JSON.stringify({
      id: `chatcmpl-${id}`,
      object: 'chat.completion',
      created: Number(request.timestampMs / 1000n),
      model,
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: outputText(generation.outputIds) },
          finish_reason: generation.finishReason,
        },
      ],
      usage: { prompt_tokens: tokens.prompt, completion_tokens: tokens.output, total_tokens: tokens.total },
      pacer: {
        request_id: id,
        epoch: request.epoch.toString(),
        requester: addressText(request.requester),
        ta: addressText(request.ta),
        timestamp_ms: request.timestampMs.toString(),
        max_fee: request.maxFee.toString(),
        commission: request.commission.toString(),
        nonce: request.nonce.toString(),
        executor,
        record,
      },
    }),
  );
}

/** What a generation is counted as. */
export function tokensOf({ promptIds, outputIds }: Pick<Generation, 'promptIds' | 'outputIds'>) {
  return { prompt: promptIds.length, output: outputIds.length, total: promptIds.length + outputIds.length };
}

const u64 = z
  .string()
  .regex(/^(0|[1-9]\d{0,19})$/)
  .transform(BigInt)
  .refine((value) => value < 2n ** 64n);

const chatResponse = z.object({
  id: z.string(),
  model: z.string(),
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() })]),
  usage: z.object({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() }),
  pacer: z.object({
    request_id: z.string(),
    epoch: u64,
    requester: z.string(),
    ta: z.string(),
    timestamp_ms: u64,
    max_fee: u64,
    commission: u64,
    nonce: u64,
    executor: z.string(),
  }),
});

/** An answer as its bytes say it. */
export type ChatResponse = z.output<typeof chatResponse>;

/** Reads an answer; undefined for bytes that are none. */
export function readChatResponse(response: Uint8Array): ChatResponse | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(response);
    return chatResponse.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // no UTF-8 or no JSON: the caller says what that means
  }
}
