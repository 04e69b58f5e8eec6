import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRefEngineServer, EmbeddedMlNode, type GenerateRequest } from '@pacer/ml';
import { Engines } from './engines.js';

const MODEL = 'pacer/ref-1';
const real = new EmbeddedMlNode([MODEL]);
const request: GenerateRequest = {
  ...{ model: MODEL, chainId: 'pacer-test-1', requestId: new Uint8Array(32), temperature: 0 },
  ...{ promptIds: [104, 105], maxTokens: 1 },
};
const servers: Server[] = [];

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const serve = (listener: RequestListener): Promise<string> => listen(createServer(listener));
const engine = (): Promise<string> => listen(createRefEngineServer(real));

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

const saying =
  (status: number, code: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status).end(JSON.stringify({ error: { code, message: code, retryable: true } }));
  };

test.each<[string, () => Promise<string>]>([
  ['is away', () => Promise.resolve('http://127.0.0.1:1')],
  ['is busy', () => serve(saying(429, 'busy'))],
  ['fails', () => serve(saying(500, 'internal'))],
  ['does not serve the model', () => serve(saying(404, 'unknown_model'))],
  ['is a web page', () => serve((_request, response) => void response.end('<html>'))],
])('a call goes to the next ML Node when one %s', async (_name, broken) => {
  const engines = new Engines([await broken(), await engine()]);
  expect(await engines.generate(request)).toMatchObject({ promptIds: [104, 105] });
});

test('"busy" is told before other failures: it says when to come back', async () => {
  const engines = new Engines([await serve(saying(429, 'busy')), 'http://127.0.0.1:1']);
  await expect(engines.generate(request)).rejects.toMatchObject({ code: 'busy' });
});

test('a request that no ML Node can carry out is not tried on the next', async () => {
  let asked = 0;
  const second = await serve((_request, response) => {
    asked += 1;
    response.end();
  });
  const engines = new Engines([await engine(), second]);
  await expect(engines.generate({ ...request, maxTokens: 0 })).rejects.toMatchObject({ code: 'bad_request' });
  expect(asked).toBe(0);
});

test('the least busy one is asked first', async () => {
  const counts = [0, 0];
  const counting = (i: number): Promise<string> =>
    serve((_request, response) => {
      counts[i] = (counts[i] ?? 0) + 1;
      setTimeout(() => response.writeHead(429).end('{}'), 50);
    });
  const engines = new Engines([await counting(0), await counting(1)]);
  const calls = [engines.generate(request), engines.generate(request)];
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(counts).toEqual([1, 1]);
  await Promise.allSettled(calls);
});

test('changes between up and down are told once each', async () => {
  const changes: (boolean | undefined)[] = [];
  const url = await engine();
  const engines = new Engines([url], { onChange: ({ up }) => changes.push(up) });
  await engines.probe();
  await engines.probe();
  expect(engines.states).toMatchObject([{ url, up: true, models: [MODEL], fault: undefined }]);
  const [server] = servers.splice(0);
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await engines.probe();
  await engines.probe();
  expect(changes).toEqual([true, false]);
  expect(engines.anyUp).toBe(false);
  expect(engines.states[0]?.fault).toContain(url);
});

test('what is no ML Node is down, and so is one that never answers', async () => {
  const page = await serve((_request, response) => void response.end('{"models":"all"}'));
  const silent = await serve(() => undefined);
  const engines = new Engines([page, silent], { probeTimeoutMs: 200 });
  expect((await engines.probe()).map(({ up }) => up)).toEqual([false, false]);
  expect(engines.states.map(({ fault }) => fault)).toEqual(['it is no ML Node', expect.stringContaining('200 ms')]);
});
