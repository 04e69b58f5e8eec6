import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRefEngineServer } from '../server/ref-engine-server.js';
import { EmbeddedMlNode } from './embedded-ml-node.js';
import { HttpMlNode, type HttpMlNodeOptions } from './http-ml-node.js';
import type { GenerateRequest } from './ml-node.js';

const open: Server[] = [];

async function listen(server: Server): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers every request like this. */
const answering = async (listener: RequestListener, options?: HttpMlNodeOptions) =>
  new HttpMlNode(await listen(createServer(listener)), options);

const says = (status: number, body: string | Buffer, type = 'application/json', options?: HttpMlNodeOptions) =>
  answering((_, response) => response.writeHead(status, { 'content-type': type }).end(body), options);

afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const request: GenerateRequest = {
  model: 'pacer-ref',
  promptIds: [249, 72, 105, 250],
  maxTokens: 8,
  temperature: 1,
  chainId: 'pacer-test-1',
  requestId: new Uint8Array(32).fill(3),
};
const embedded = new EmbeddedMlNode(['pacer-ref']);
const engine = async (node = embedded) => new HttpMlNode(`${await listen(createRefEngineServer(node))}/`);

describe('an ML Node behind HTTP', () => {
  test('says what the same engine says in process', async () => {
    const remote = await engine();
    const answer = await remote.generate(request);
    expect(answer).toEqual(await embedded.generate(request));
    const forced = { ...request, outputIds: answer.outputIds, at: [[1, 2], [], [256]] };
    expect(await remote.score(forced)).toEqual(await embedded.score(forced));
  });

  test.each([
    ['unsupported_temperature', { temperature: 0.7 }],
    ['too_many_tokens', { maxTokens: 33 }],
    ['unknown_token', { promptIds: [300] }],
    ['unknown_model', { model: 'gone' }],
    ['bad_request', { requestId: new Uint8Array(31) }],
    ['bad_request', { promptIds: [1.5] }],
    ['bad_request', { promptIds: [Number.NaN] }],
    ['bad_request', { chainId: '' }],
    ['bad_request', { chainId: '\ud800' }],
    ['bad_request', { promptIds: Array.from({ length: 65_537 }, () => 1) }],
    ['bad_request', { promptIds: Array.from({ length: 300_000 }, () => 100) }],
  ])('refuses with %s, which no retry cures: %j', async (code, change) => {
    const remote = await engine();
    await expect(remote.generate({ ...request, ...change })).rejects.toMatchObject({ code, retryable: false });
  });

  test('busy is retryable', async () => {
    const remote = await engine(new EmbeddedMlNode(['pacer-ref'], { maxInFlight: 0 }));
    await expect(remote.generate(request)).rejects.toMatchObject({ code: 'busy', retryable: true });
  });

  test('stops computing for a caller that went away', async () => {
    const node = new EmbeddedMlNode(['pacer-ref']);
    const remote = await engine(node);
    const controller = new AbortController();
    const running = remote.generate({ ...request, maxTokens: 32 }, { signal: controller.signal });
    while (node.inFlight === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'aborted', retryable: false });
    while (node.inFlight > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });
});

describe('anything else behind the URL is a typed error', () => {
  const failure = (node: HttpMlNode) => node.generate(request).catch((error: unknown) => error);

  test('nobody listens', async () => {
    const node = await says(200, '{}');
    const [server] = open.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    expect(await failure(node)).toMatchObject({ code: 'unreachable', retryable: true });
  });

  test('no URL at all', async () => {
    expect(await failure(new HttpMlNode('not a url'))).toMatchObject({ code: 'unreachable' });
  });

  test('an HTML page of another program', async () => {
    const node = await says(200, '<!doctype html><title>Welcome</title>', 'text/html');
    const error = await failure(node);
    expect(error).toMatchObject({ code: 'bad_response', retryable: false });
    expect(String(error)).toContain('<!doctype html>');
  });

  test('an HTML page of a proxy whose ML Node is away', async () => {
    const node = await says(502, '<h1>502 Bad Gateway</h1>', 'text/html');
    expect(await failure(node)).toMatchObject({ code: 'bad_response', retryable: true });
  });

  test.each([
    ['garbage', Buffer.from([0, 255, 1, 254])],
    ['nothing', ''],
    ['half an answer', '{"prompt_ids":[1],"output_ids":[2'],
    ['another object', '{"text":"Hello"}'],
    ['wrong types', '{"prompt_ids":["a"],"output_ids":[],"finish_reason":"stop","top":[]}'],
    ['another finish reason', '{"prompt_ids":[1],"output_ids":[1],"finish_reason":"error","top":[[]]}'],
  ])('%s with status 200', async (_, body) => {
    expect(await failure(await says(200, body))).toMatchObject({ code: 'bad_response', retryable: false });
  });

  test.each([
    ['an error code that we do not know', 500, '{"error":{"code":"melted","message":"?","retryable":true}}', true],
    ['an error without a code', 400, '{"error":"no"}', false],
    ['too many requests, in plain words', 429, 'slow down', true],
  ])('%s', async (_, status, body, retryable) => {
    expect(await failure(await says(status, body))).toMatchObject({ code: 'bad_response', retryable });
  });

  test('a redirect is not followed, not even to an ML Node', async () => {
    const elsewhere = await listen(createRefEngineServer(embedded));
    const node = await answering((_, response) =>
      response.writeHead(307, { location: `${elsewhere}/v1/generate` }).end(),
    );
    expect(await failure(node)).toMatchObject({ code: 'unreachable', retryable: true });
  });

  test('an answer beyond the limit is cut off, not read', async () => {
    const node = await answering(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(Buffer.alloc(65_536, 32)), 1);
        response.once('close', () => {
          clearInterval(timer);
        });
      },
      { maxResponseBytes: 1_000_000 },
    );
    expect(await failure(node)).toMatchObject({ code: 'response_too_large', retryable: false });
  });

  test('no answer in time, before the headers or in the middle of the body', async () => {
    const silent = await answering(() => undefined, { timeoutMs: 50 });
    expect(await failure(silent)).toMatchObject({ code: 'timeout', retryable: true });
    const stuck = await answering((_, response) => response.writeHead(200).write('{'), { timeoutMs: 50 });
    expect(await failure(stuck)).toMatchObject({ code: 'timeout', retryable: true });
  });

  test('a connection that is cut in the middle of the body', async () => {
    const node = await answering((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('{');
      setTimeout(() => response.destroy(), 5);
    });
    expect(await failure(node)).toMatchObject({ code: 'unreachable', retryable: true });
  });
});
