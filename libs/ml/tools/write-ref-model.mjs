// Writes proto/vectors/ref-model.json from the built package: `node libs/ml/tools/write-ref-model.mjs`, after a build.
// The file is reviewed and committed; the tests read it and never write it.
import { writeFileSync } from 'node:fs';
import { artifactHash, chatPromptIds, EmbeddedMlNode, ReferenceModel } from '../dist/index.js';

const chain = 'pacer-test-1';
const models = ['pacer-ref', 'pacer-ref-small', 'modèle'];
const node = new EmbeddedMlNode(models);
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const user = (content) => [{ role: 'user', content }];

async function generated(name, model, messages, temperature, maxTokens, requestId) {
  const promptIds = chatPromptIds(messages);
  const answer = await node.generate({ model, promptIds, maxTokens, temperature, chainId: chain, requestId });
  return {
    name,
    chain,
    model,
    messages,
    request_id: hex(requestId),
    temperature,
    max_tokens: maxTokens,
    prompt_ids: promptIds,
    output_ids: answer.outputIds,
    finish_reason: answer.finishReason,
    top: answer.top.map((top) => top.map(({ id, logprob }) => [id, logprob])),
    artifact_hash: hex(artifactHash(answer)),
  };
}

/** The first request id, counted up, whose answer ends with a stop before its limit. */
async function stopping(name, model, messages) {
  for (let n = 0; ; n++) {
    const requestId = new Uint8Array(32);
    new DataView(requestId.buffer).setUint32(28, n);
    const found = await generated(name, model, messages, 1, 32, requestId);
    if (found.finish_reason === 'stop') return found;
  }
}

function logits(name, model, ids) {
  return { name, model, ids, logits: [...new ReferenceModel(model).logits(ids)] };
}

const id = Uint8Array.from({ length: 32 }, (_, i) => i);
const turns = [
  { role: 'system', content: 'Be short.' },
  { role: 'user', content: 'Grüße, 世界!' },
  { role: 'assistant', content: '' },
  { role: 'user', content: 'A prompt that is longer than the sixteen ids that the model looks at' },
];
const cases = [
  logits('logits of an empty context: sixteen times 256', 'pacer-ref', []),
  logits('logits of a short context, padded on the left', 'pacer-ref', [0, 255, 97]),
  logits(
    'logits of a long context: the last 16 ids count',
    'modèle',
    Array.from({ length: 40 }, (_, i) => (i * 37) % 257),
  ),
  await generated('argmax', 'pacer-ref', user('Hello'), 0, 32, id),
  await generated('argmax of another model', 'pacer-ref-small', user('Hello'), 0, 8, id),
  await generated('drawn', 'pacer-ref', user('Hello'), 1, 32, id),
  await generated('drawn, several turns, a name beyond ASCII', 'modèle', turns, 1, 16, id),
  await generated('one token', 'pacer-ref', user(''), 1, 1, new Uint8Array(32).fill(255)),
  await stopping('ends with a stop', 'pacer-ref', user('Stop?')),
];
const good = { chain, model: 'pacer-ref', request_id: hex(id), prompt_ids: [249, 250], max_tokens: 4, temperature: 1 };
const refused = [
  { name: 'temperature between the two', ...good, temperature: 0.5, why: 'unsupported_temperature' },
  { name: 'negative temperature', ...good, temperature: -1, why: 'unsupported_temperature' },
  { name: 'too many tokens', ...good, max_tokens: 33, why: 'too_many_tokens' },
  { name: 'no token', ...good, max_tokens: 0, why: 'bad_request' },
  { name: 'half a token', ...good, max_tokens: 1.5, why: 'bad_request' },
  { name: 'empty prompt', ...good, prompt_ids: [], why: 'bad_request' },
  { name: 'a stop in the prompt', ...good, prompt_ids: [249, 256], why: 'unknown_token' },
  { name: 'an id outside the vocabulary', ...good, prompt_ids: [257], why: 'unknown_token' },
  { name: 'short request id', ...good, request_id: '00', why: 'bad_request' },
  { name: 'a model that is not served', ...good, model: 'pacer-ref-2', why: 'unknown_model' },
];
const comment =
  'The reference language model (libs/ml/README.md). Cases hold either logits of a context of ids, or an answer: ' +
  'top is the five likeliest [id, log-probability in 1/1024 nat] per position, artifact_hash the SHA-256 of the ' +
  'canonical artifact. The sampler draws from the stream of H("pacer/sample/v1", chain, request_id, u64be(position)) ' +
  '(protocol §7). why: the error code.';
const lines = (list) => list.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
writeFileSync(
  new URL('../../../proto/vectors/ref-model.json', import.meta.url),
  `{\n  "formula": "ref-model",\n  "comment": ${JSON.stringify(comment)},\n  "cases": [\n${lines(cases)}\n  ],\n  "refused": [\n${lines(refused)}\n  ]\n}\n`,
);
