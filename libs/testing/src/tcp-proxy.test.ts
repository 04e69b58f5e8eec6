import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { TcpProxy } from './tcp-proxy.js';

const body = 'x'.repeat(1000);
const server = createServer((_request, response) => response.end(body));
let proxy: TcpProxy;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.start({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});
afterEach(() => {
  proxy.setMode('pass');
});
afterAll(async () => {
  await proxy.close();
  server.closeAllConnections();
  server.close();
});

const get = async (timeoutMs = 60_000) =>
  (await fetch(proxy.url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(timeoutMs) })).text();

test('pass forwards the answer whole', async () => {
  expect(await get()).toBe(body);
});

test('cut resets connections, and pass heals', async () => {
  proxy.setMode('cut');
  await expect(get()).rejects.toThrow('fetch failed');
  proxy.setMode('pass');
  expect(await get()).toBe(body);
});

test('hang accepts and never answers', async () => {
  proxy.setMode('hang');
  await expect(get(300)).rejects.toThrow(/timeout/);
});

test('delay holds the answer back', async () => {
  proxy.setMode({ delayMs: 200 });
  const start = performance.now();
  await get();
  expect(performance.now() - start).toBeGreaterThan(150);
});

test('truncate ends the answer before its end', async () => {
  proxy.setMode({ truncateAfter: 300 });
  await expect(get()).rejects.toThrow();
});

test('hold keeps a matching request from the target, lets others pass, and ends with release', async () => {
  const held = proxy.hold((sent) => sent.includes('secret'));
  expect(await get()).toBe(body);
  const giveUp = new AbortController();
  const request = fetch(proxy.url, { method: 'POST', body: 'a secret', signal: giveUp.signal });
  expect((await held).toString()).toContain('a secret');
  setTimeout(() => {
    giveUp.abort();
  }, 300);
  await expect(request).rejects.toThrow(/aborted/);
  proxy.release();
  const answer = await fetch(proxy.url, { method: 'POST', body: 'a secret', headers: { connection: 'close' } });
  expect(await answer.text()).toBe(body);
});
