import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRefEngineServer, EmbeddedMlNode, type GenerateRequest } from '@pacer/ml';
import { waitFor } from '@pacer/testing';
import { Engines } from './engines.js';

const MODEL = 'pacer/ref-1';
const real = new EmbeddedMlNode([MODEL]);
const request: GenerateRequest = {
  ...{ model: MODEL, chainId: 'pacer-test-1', requestId: new Uint8Array(32), temperature: 0 },
  ...{ promptIds: [104, 105], maxTokens: 1 },
};
const forced = { ...request, outputIds: [1], at: [[1]] };
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
  const asked: string[] = [];
  const held: ServerResponse[] = [];
  const holding = (name: string): Promise<string> =>
    serve((_request, response) => {
      asked.push(name);
      held.push(response);
    });
  const engines = new Engines([await holding('a'), await holding('b')]);
  const calls = Promise.allSettled([engines.generate(request), engines.generate(request)]);
  await waitFor('two calls', () => asked.length === 2 || undefined);
  expect(asked.sort()).toEqual(['a', 'b']);
  const refusal = { code: 'bad_request', message: 'no', retryable: false };
  for (const response of held) response.writeHead(400).end(JSON.stringify({ error: refusal }));
  await calls;
});

test('changes between up and down are told once each', async () => {
  const changes: (boolean | undefined)[] = [];
  const url = await engine();
  const engines = new Engines([url], { probeTimeoutMs: 60_000, onChange: ({ up }) => changes.push(up) });
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
  const strange = new Engines([page], { probeTimeoutMs: 60_000 });
  expect(await strange.probe()).toMatchObject([{ up: false, fault: 'it is no ML Node' }]);
  const away = new Engines([silent], { probeTimeoutMs: 200 });
  expect(await away.probe()).toMatchObject([{ up: false, fault: expect.stringContaining('200 ms') }]);
});

describe('validation beside users', () => {
  /** No score gets through beside a user because the test is slow. */
  const patient = { everyMs: 3_600_000, urgentMs: 3_600_000, mostMs: 3_600_000 };
  /** An ML Node that holds every call until it is let go, and tells which callers went away. */
  async function holding() {
    const calls: { path: string; gone: boolean; answer: () => void }[] = [];
    const url = await serve((incoming, response) => {
      const path = incoming.url ?? '';
      const scores = { stop_id: 256, positions: [{ choice: 1, top: [], at: [[1, 0]] }] };
      const generation = { prompt_ids: [104, 105], output_ids: [1], finish_reason: 'length', top: [[]] };
      const answer = (): void => void response.end(JSON.stringify(path === '/v1/score' ? scores : generation));
      const call = { path, gone: false, answer };
      response.once('close', () => (call.gone = !response.writableFinished));
      calls.push(call);
    });
    const until = (count: number) => waitFor(`${count} calls`, () => calls.length >= count || undefined);
    return { url, calls, until };
  }

  test('a score waits until the user has the answer', async () => {
    const node = await holding();
    const waited: string[] = [];
    const onWaited = (_seconds: number, urgent: boolean) => waited.push(`urgent: ${urgent}`);
    const engines = new Engines([node.url], { onWaited, queue: patient });
    const answer = engines.generate(request);
    const scores = engines.score(forced, { urgent: true });
    await node.until(1);
    expect([engines.states[0]?.inFlight, waited]).toEqual([1, []]);
    node.calls[0]?.answer();
    await answer;
    await node.until(2);
    node.calls[1]?.answer();
    expect((await scores).stopId).toBe(256);
    expect(node.calls.map(({ path }) => path)).toEqual(['/v1/generate', '/v1/score']);
    expect(waited).toEqual(['urgent: true']);
    expect(engines.states[0]?.inFlight).toBe(0);
  });

  test('a score under way is given up for a user, and asked for again afterwards', async () => {
    const node = await holding();
    const engines = new Engines([node.url], { queue: patient });
    const scores = engines.score(forced);
    await node.until(1);
    const answer = engines.generate(request);
    await node.until(2);
    await waitFor('the engine to be told', () => (node.calls[0]?.gone === true ? true : undefined));
    node.calls[1]?.answer();
    await answer;
    await node.until(3);
    node.calls[2]?.answer();
    expect((await scores).positions).toHaveLength(1);
    expect(node.calls.map(({ path }) => path)).toEqual(['/v1/score', '/v1/generate', '/v1/score']);
  });

  test('users are sent where no score runs, scores where no user is', async () => {
    const nodes = [await holding(), await holding()];
    const engines = new Engines(
      nodes.map(({ url }) => url),
      { queue: { ...patient, perEngine: 2 } },
    );
    const calls: Promise<unknown>[] = [engines.score(forced)];
    await nodes[0]?.until(1);
    calls.push(engines.generate(request));
    await nodes[1]?.until(1);
    calls.push(engines.score(forced));
    await nodes[0]?.until(2);
    expect(nodes.map((node) => node.calls.map(({ path, gone }) => [path, gone]))).toEqual([
      [
        ['/v1/score', false],
        ['/v1/score', false],
      ],
      [['/v1/generate', false]],
    ]);
    for (const { answer } of nodes.flatMap((node) => node.calls)) answer();
    await Promise.all(calls);
  });

  test('several ML Nodes score at the same time', async () => {
    const nodes = [await holding(), await holding(), await holding()];
    const engines = new Engines(nodes.map(({ url }) => url));
    const calls = nodes.map(() => engines.score(forced));
    for (const node of nodes) await node.until(1);
    for (const { answer } of nodes.flatMap((node) => node.calls)) answer();
    expect(await Promise.all(calls)).toHaveLength(3);
  });

  test('a score goes to the next ML Node when one fails, and "busy" is told before other failures', async () => {
    const broken = [await serve(saying(429, 'busy')), 'http://127.0.0.1:1'];
    expect((await new Engines([...broken, await engine()]).score(forced)).positions).toHaveLength(1);
    await expect(new Engines(broken).score(forced)).rejects.toMatchObject({ code: 'busy' });
  });

  test('a score that no ML Node can carry out is not tried on the next', async () => {
    const second = await holding();
    const engines = new Engines([await engine(), second.url]);
    await expect(engines.score({ ...forced, outputIds: [] })).rejects.toMatchObject({ code: 'bad_request' });
    expect(second.calls).toEqual([]);
  });

  test('who gives up a score ends its call', async () => {
    const node = await holding();
    const engines = new Engines([node.url]);
    const stop = new AbortController();
    const scores = engines.score(forced, { signal: stop.signal });
    await node.until(1);
    stop.abort();
    await expect(scores).rejects.toMatchObject({ code: 'aborted' });
    await waitFor('the engine to be told', () => (node.calls[0]?.gone === true ? true : undefined));
    expect(node.calls).toHaveLength(1);
  });
});
