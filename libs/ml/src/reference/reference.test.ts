import { readFileSync } from 'node:fs';
import { hex, unhex } from '@pacer/crypto';
import fc from 'fast-check';
import { artifactHash } from '../artifact/artifact.js';
import { EmbeddedMlNode } from '../node/embedded-ml-node.js';
import { type ChatMessage, chatPromptIds, outputText } from './chat-template.js';
import { distributionOf, logprobOf, topOf } from './distribution.js';
import { ReferenceModel } from './logits.js';
import { choose } from './sampler.js';
import { contextOf, STOP } from './vocabulary.js';

interface Asked {
  name: string;
  chain: string;
  model: string;
  request_id: string;
  temperature: number;
  max_tokens: number;
  prompt_ids: number[];
}
interface Answer extends Asked {
  messages: ChatMessage[];
  output_ids: number[];
  finish_reason: string;
  top: [number, number][][];
  artifact_hash: string;
}
interface Logits {
  name: string;
  model: string;
  ids: number[];
  logits: number[];
}
const vectors = JSON.parse(
  readFileSync(new URL('../../../../proto/vectors/ref-model.json', import.meta.url), 'utf8'),
) as { cases: (Answer | Logits)[]; refused: (Asked & { why: string })[] };
const answers = vectors.cases.filter((c): c is Answer => 'output_ids' in c);
const logits = vectors.cases.filter((c): c is Logits => 'logits' in c);
const node = new EmbeddedMlNode(['pacer-ref', ...answers.map((c) => c.model)]);
const requestOf = (c: Asked) => ({
  model: c.model,
  promptIds: c.prompt_ids,
  maxTokens: c.max_tokens,
  temperature: c.temperature,
  chainId: c.chain,
  requestId: unhex(c.request_id),
});

describe('ref-model.json', () => {
  test.each(logits)('$name', (c) => {
    expect([...new ReferenceModel(c.model).logits(c.ids)]).toEqual(c.logits);
  });

  test.each(answers)('$name', async (c) => {
    expect(chatPromptIds(c.messages)).toEqual(c.prompt_ids);
    const answer = await node.generate(requestOf(c));
    expect(answer.outputIds).toEqual(c.output_ids);
    expect(answer.finishReason).toBe(c.finish_reason);
    expect(answer.top.map((top) => top.map(({ id, logprob }) => [id, logprob]))).toEqual(c.top);
    expect(hex(artifactHash(answer))).toBe(c.artifact_hash);
  });

  test.each(vectors.refused)('refuses: $name', async (c) => {
    await expect(node.generate(requestOf(c))).rejects.toMatchObject({ code: c.why, retryable: false });
  });
});

describe('the reference model', () => {
  const model = new ReferenceModel('pacer-ref');

  test('looks at the last 16 ids and at their positions', () => {
    const ids = Array.from({ length: 17 }, (_, i) => i);
    const last = [...model.logits(ids.slice(1))];
    expect([...model.logits(ids)]).toEqual(last);
    expect([...model.logits([...ids.slice(1, 15), 16, 15])]).not.toEqual(last);
    expect(contextOf([7])).toEqual([...Array.from({ length: 15 }, () => STOP), 7]);
  });

  test('answers the same whatever runs at the same time', async () => {
    const answer = answers.find((c) => c.name === 'drawn')!;
    const all = await Promise.all([1, 2, 3].map(() => node.generate(requestOf(answer))));
    expect(all.map((one) => one.outputIds)).toEqual([1, 2, 3].map(() => answer.output_ids));
  });

  test('scores a stop like any other choice, and what comes before it', async () => {
    const c = answers.find((one) => one.finish_reason === 'stop')!;
    const at = c.top.map((top) => top.map(([id]) => id));
    const scores = await node.score({ ...requestOf(c), outputIds: c.output_ids, at });
    expect(scores.stopId).toBe(STOP);
    expect(scores.positions.map(({ choice }) => choice)).toEqual(c.output_ids);
    expect(scores.positions.map((one) => one.at)).toEqual(scores.positions.map((one) => one.top));
  });

  test('an abort ends it between two tokens', async () => {
    const controller = new AbortController();
    const running = node.generate(requestOf(answers[0]!), { signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted', retryable: false });
  });

  test('refuses more than it may run at once, and says busy', async () => {
    const small = new EmbeddedMlNode(['pacer-ref'], { maxInFlight: 1 });
    const first = small.generate(requestOf(answers[0]!));
    await expect(small.generate(requestOf(answers[0]!))).rejects.toMatchObject({ code: 'busy', retryable: true });
    await first;
    expect((await small.generate(requestOf(answers[0]!))).outputIds).toEqual(answers[0]!.output_ids);
  });
});

describe('the sampler', () => {
  const sampling = { chainId: 'pacer-test-1', requestId: new Uint8Array(32), temperature: 1 };
  const flat = distributionOf(new Int32Array(257));

  test('argmax takes the lowest id on ties', () => {
    const weights = Int32Array.from([1, 9, 3, 9]);
    expect(choose({ weights, total: 22 }, { ...sampling, temperature: 0 }, 0)).toBe(1);
  });

  test('draws each id as often as its weight says', () => {
    const weights = Int32Array.from([1, 0, 2, 5]);
    const counts = [0, 0, 0, 0];
    for (let position = 0; position < 4_000; position++) {
      const id = choose({ weights, total: 8 }, sampling, position);
      counts[id] = counts[id]! + 1;
    }
    expect(counts[1]).toBe(0);
    expect(counts[0]! / 500).toBeCloseTo(1, 0);
    expect(counts[2]! / 1_000).toBeCloseTo(1, 0);
    expect(counts[3]! / 2_500).toBeCloseTo(1, 1);
  });

  test('draws from chain, request and position, each of them', () => {
    const draws = (of: typeof sampling, from = 0) => Array.from({ length: 16 }, (_, i) => choose(flat, of, from + i));
    const own = draws(sampling);
    expect(draws(sampling)).toEqual(own);
    expect(draws(sampling, 16)).not.toEqual(own);
    expect(draws({ ...sampling, chainId: 'pacer-test-2' })).not.toEqual(own);
    expect(draws({ ...sampling, requestId: new Uint8Array(32).fill(1) })).not.toEqual(own);
  });
});

describe('the distribution', () => {
  test('for any logits: weights 1…127, top-5 by weight then id, log-probabilities whole and not above 0', () => {
    const logit = fc.integer({ min: -(2 ** 25), max: 2 ** 25 });
    fc.assert(
      fc.property(fc.array(logit, { minLength: 257, maxLength: 257 }), (values) => {
        const distribution = distributionOf(Int32Array.from(values));
        const { weights, total } = distribution;
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(1);
        expect(Math.max(...weights)).toBe(127);
        expect(total).toBe(weights.reduce((a, b) => a + b));
        const top = topOf(distribution);
        const rest = [...weights.keys()].filter((id) => !top.some((one) => one.id === id));
        const fifth = weights[top[4]!.id]!;
        expect(rest.every((id) => weights[id]! < fifth || (weights[id] === fifth && id > top[4]!.id))).toBe(true);
        for (const { id, logprob } of top) {
          expect(Number.isInteger(logprob) && logprob <= 0).toBe(true);
          expect(Math.abs(Math.exp(logprob / 1024) - weights[id]! / total)).toBeLessThan(1e-3);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a certain id has log-probability 0', () => {
    expect(logprobOf({ weights: Int32Array.from([127]), total: 127 }, 0)).toEqual({ id: 0, logprob: 0 });
  });
});

describe('the chat template', () => {
  test('no content can forge a turn: different messages have different ids', () => {
    const message = fc.record({
      role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
      content: fc.string({ unit: 'binary', maxLength: 8 }),
    });
    const messages = fc.array(message, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(messages, messages, (a, b) => {
        const same = JSON.stringify(chatPromptIds(a)) === JSON.stringify(chatPromptIds(b));
        expect(same).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
    );
  });

  test('refuses no message, a strange role, half a surrogate pair', () => {
    const refused = (messages: unknown) => () => chatPromptIds(messages as ChatMessage[]);
    expect(refused([])).toThrow('at least one');
    expect(refused([{ role: 'tool', content: '' }])).toThrow('role "tool"');
    expect(refused([{ role: 'user', content: '\ud800' }])).toThrow('surrogate');
  });

  test('reads an output as text without its stop', () => {
    expect(outputText([...Buffer.from('héllo'), STOP])).toBe('héllo');
    expect(outputText([0xff])).toBe('\ufffd');
  });
});
