import { utf8 } from '@pacer/crypto';
import { MAX_PROMPT_IDS, MAX_TOKENS } from '@pacer/ml';
import fc from 'fast-check';
import { ApiError } from './api-error.js';
import { readChatRequest } from './chat-request.js';

const plain = { model: 'pacer/ref-1', messages: [{ role: 'user', content: 'hi' }], max_tokens: 4, temperature: 0 };
const bytes = (body: unknown) => utf8(JSON.stringify(body));

function refusal(body: Uint8Array): ApiError {
  try {
    readChatRequest(body);
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was read');
}

test('a body becomes prompt ids, a limit and a temperature', () => {
  expect(readChatRequest(bytes(plain))).toEqual({
    ...{ model: 'pacer/ref-1', promptIds: [0xf9, 0x68, 0x69, 0xfa], maxTokens: 4, temperature: 0 },
  });
});

test('what is left out is the temperature of 1 and the longest output, as OpenAI has it', () => {
  const { model, messages } = plain;
  expect(readChatRequest(bytes({ model, messages }))).toMatchObject({ maxTokens: MAX_TOKENS, temperature: 1 });
});

test('values of other fields that change nothing are accepted', () => {
  expect(readChatRequest(bytes({ ...plain, stream: false, n: 1, top_p: 1, user: 'u' }))).toEqual(
    readChatRequest(bytes(plain)),
  );
});

test.each([
  ['a missing model', { ...plain, model: undefined }, 'model', 'invalid_value', /model is missing/],
  ['an empty model', { ...plain, model: '' }, 'model', 'invalid_value', /is empty/],
  ['missing messages', { ...plain, messages: undefined }, 'messages', 'invalid_value', /is missing/],
  ['no messages', { ...plain, messages: [] }, 'messages', 'invalid_value', /is empty/],
  [
    'an unknown role',
    { ...plain, messages: [{ role: 'tool', content: '' }] },
    'messages.0.role',
    'invalid_value',
    /is none of/,
  ],
  [
    'content in parts',
    { ...plain, messages: [{ role: 'user', content: [] }] },
    'messages.0.content',
    'invalid_value',
    /parts/,
  ],
  [
    'a message without content',
    { ...plain, messages: [{ role: 'user' }] },
    'messages.0.content',
    'invalid_value',
    /is missing/,
  ],
  [
    'a name in a message',
    { ...plain, messages: [{ role: 'user', content: '', name: 'x' }] },
    'messages.0.name',
    'unknown_parameter',
    /leave it out/,
  ],
  [
    'half a surrogate pair',
    { ...plain, messages: [{ role: 'user', content: '\ud800' }] },
    'messages',
    'invalid_value',
    /surrogate/,
  ],
  ['no tokens', { ...plain, max_tokens: 0 }, 'max_tokens', 'invalid_value', /below 1/],
  ['too many tokens', { ...plain, max_tokens: MAX_TOKENS + 1 }, 'max_tokens', 'invalid_value', /above/],
  ['half a token', { ...plain, max_tokens: 1.5 }, 'max_tokens', 'invalid_value', /whole number/],
  ['another temperature', { ...plain, temperature: 0.7 }, 'temperature', 'invalid_value', /neither 0 nor 1/],
  ['streaming', { ...plain, stream: true }, 'stream', 'invalid_value', /not supported/],
  ['two choices', { ...plain, n: 2 }, 'n', 'invalid_value', /not supported/],
  ['another top_p', { ...plain, top_p: 0.5 }, 'top_p', 'invalid_value', /not supported/],
  ['tools', { ...plain, tools: [] }, 'tools', 'unknown_parameter', /leave it out/],
  [
    'signed fields in the body, which is itself signed',
    { ...plain, pacer: {} },
    'pacer',
    'unknown_parameter',
    /leave it out/,
  ],
])('%s: refused with 400 that names the field', (_name, body, param, code, message) => {
  const error = refusal(bytes(body));
  expect(error).toMatchObject({ status: 400, param, code });
  expect(error.message).toMatch(message);
  expect(error.toJSON()).toEqual({
    error: { message: error.message, type: 'invalid_request_error', param, code },
  });
});

test.each([
  ['no JSON', utf8('{')],
  ['nothing', new Uint8Array()],
  ['a byte order mark', utf8('\ufeff{}')],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
])('%s: refused as no JSON', (_name, body) => {
  expect(refusal(body)).toMatchObject({ status: 400, code: 'invalid_json', param: undefined });
});

test.each([
  ['a list', []],
  ['a text', 'x'],
  ['null', null],
])('%s instead of an object: refused', (_name, body) => {
  expect(refusal(bytes(body))).toMatchObject({ status: 400, code: 'invalid_value', param: undefined });
});

test('a prompt above the model server’s limit is refused before it is sent there', () => {
  const content = 'x'.repeat(MAX_PROMPT_IDS);
  expect(refusal(bytes({ ...plain, messages: [{ role: 'user', content }] }))).toMatchObject({
    ...{ status: 400, code: 'context_length_exceeded', param: 'messages' },
  });
});

test('any JSON is read or refused with 400, and never anything else', () => {
  const field = fc.constantFrom('model', 'messages', 'max_tokens', 'temperature', 'stream', 'n', 'other');
  fc.assert(
    fc.property(field, fc.jsonValue(), (name, value) => {
      const body = bytes({ ...plain, [name]: value });
      try {
        expect(readChatRequest(body).promptIds.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toMatchObject({ name: 'ApiError', status: 400 });
      }
    }),
    { numRuns: 300 },
  );
});
