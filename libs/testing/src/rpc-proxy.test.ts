import { connect } from 'node:net';
import { txHashOf } from './rpc-falsehood.js';
import { faultName, type RpcFault } from './rpc-fault.js';
import { RpcProxy } from './rpc-proxy.js';
import { type Answer, SmallNode, timeOf } from './rpc-proxy.test.support.js';
import { waitFor } from './wait-for.js';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const txs = Array.from({ length: 9 }, (_, i) => base64(`tx of block ${i + 1}`));
const absent = base64('a transaction in no block');

let node: SmallNode;
let proxy: RpcProxy;

beforeAll(async () => {
  node = await SmallNode.start(txs);
});
beforeEach(async () => {
  proxy = await RpcProxy.start(node.target);
  node.received.length = 0;
});
afterEach(() => proxy.close());
afterAll(() => node.stop());

async function post(method: string, params: object = {}, signal = AbortSignal.timeout(60_000)): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method, params });
  return fetch(proxy.url, { method: 'POST', body, signal });
}

/** Gives up what has had no answer, some time after the proxy has it. */
function giveUpSoon(controller: AbortController): void {
  setTimeout(() => {
    controller.abort();
  }, 300);
}

async function call(method: string, params: object = {}): Promise<Answer> {
  return (await (await post(method, params)).json()) as Answer;
}

const search = async (tx: string) => (await call('tx_search', { query: `tx.hash='${txHashOf(tx)}'` })).result?.txs;
const tip = async () => (await call('status')).result?.sync_info;

test('pass answers as the node does, and counts nothing', async () => {
  expect(await call('status')).toMatchObject({ id: 7, result: { node_info: { network: 'small-1' } } });
  expect(await call('nothing')).toMatchObject({ error: { code: -32601 } });
  expect(proxy.struck.size).toBe(0);
});

test.each<RpcFault>(['down', 'silent', 'html-200', 'html-502'])('under %s nothing reaches the node', async (fault) => {
  proxy.setFault(fault);
  const giveUp = new AbortController();
  const refused = expect(post('status', {}, giveUp.signal).then((answer) => answer.json())).rejects.toThrow();
  await waitFor('the fault', () => proxy.struck.get(faultName(fault)));
  giveUpSoon(giveUp);
  await refused;
  expect(node.received).toEqual([]);
  expect(proxy.struck.get(faultName(fault))).toBe(1);
  proxy.setFault('pass');
  expect(await call('status')).toMatchObject({ id: 7 });
});

test('html comes with its status', async () => {
  proxy.setFault('html-502');
  const answer = await post('status');
  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining('<html>')]);
  proxy.setFault('html-200');
  expect((await post('status')).status).toBe(200);
});

test('reset-after-send: the node has the whole request, and its client a reset connection', async () => {
  proxy.setFault('reset-after-send');
  await expect(post('broadcast_tx_sync', { tx: absent })).rejects.toThrow('fetch failed');
  expect(node.received).toEqual(['broadcast_tx_sync']);
  expect(proxy.struck.get('reset-after-send')).toBe(1);
});

test('reset-broadcasts strikes broadcasts alone', async () => {
  proxy.setFault('reset-broadcasts');
  expect(await call('status')).toMatchObject({ id: 7 });
  await expect(post('broadcast_tx_sync', { tx: absent })).rejects.toThrow('fetch failed');
  expect([...proxy.struck]).toEqual([['reset-broadcasts', 1]]);
});

test('hang begins an answer and never ends it', async () => {
  proxy.setFault('hang');
  const giveUp = new AbortController();
  const answer = await post('status', {}, giveUp.signal);
  expect(answer.status).toBe(200);
  giveUpSoon(giveUp);
  await expect(answer.text()).rejects.toThrow(/aborted/);
  expect(node.received).toEqual(['status']);
});

test('truncate ends in the middle of the JSON, in an answer that is whole for HTTP', async () => {
  proxy.setFault('truncate');
  const text = await (await post('status')).text();
  expect(text.length).toBeGreaterThan(20);
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
});

test('delay holds answers back', async () => {
  proxy.setFault({ delayMs: 200 });
  const began = performance.now();
  await call('status');
  expect(performance.now() - began).toBeGreaterThan(150);
  expect(proxy.struck.get('delay')).toBe(1);
});

test('stale: the chain as it was three blocks ago, and broadcasts pass', async () => {
  proxy.setFault({ staleBy: 3 });
  expect(await tip()).toMatchObject({ latest_block_height: '6', latest_block_time: timeOf(6) });
  expect(await call('abci_query', { height: '0' })).toMatchObject({ result: { response: { height: '6' } } });
  expect(await call('abci_query', { height: '7' })).toMatchObject({ result: { response: { code: 26 } } });
  expect(await call('block', { height: '6' })).toMatchObject({ result: { block: { header: { height: '6' } } } });
  expect(await call('block', { height: '7' })).toMatchObject({ error: { code: -32603 } });
  expect(await call('block_results', { height: '8' })).toMatchObject({ error: { code: -32603 } });
  expect(await search(txs[5]!)).toHaveLength(1);
  expect(await search(txs[6]!)).toHaveLength(0);
  expect(proxy.struck.get('stale')).toBe(8);
  expect(await call('broadcast_tx_sync', { tx: absent })).toMatchObject({ result: { code: 0 } });
  expect(proxy.struck.get('stale')).toBe(8);
});

test('wrong-chain-id is told in status alone', async () => {
  proxy.setFault({ chainId: 'other-9' });
  expect(await call('status')).toMatchObject({ result: { node_info: { network: 'other-9', id: 'ab' } } });
  await call('block', { height: '1' });
  expect([...proxy.struck]).toEqual([['wrong-chain-id', 1]]);
});

test.each([
  [600_000, '2026-11-28T10:10:09.123456789Z'],
  [-600_000, '2026-11-28T09:50:09.123456789Z'],
])('clock-skew moves the time in status by %d ms and keeps its nanoseconds', async (skewMs, expected) => {
  proxy.setFault({ skewMs });
  expect(await tip()).toMatchObject({ latest_block_height: '9', latest_block_time: expected });
});

test('hides-tx finds nothing of what is included', async () => {
  expect(await search(txs[3]!)).toHaveLength(1);
  proxy.setFault('hides-tx');
  expect(await search(txs[3]!)).toHaveLength(0);
});

test('shows-absent-tx shows what was broadcast, in a block that does not hold it', async () => {
  await call('broadcast_tx_sync', { tx: absent });
  expect(await search(absent)).toHaveLength(0);
  proxy.setFault('shows-absent-tx');
  expect(await search(absent)).toMatchObject([
    { height: '8', tx: absent, hash: txHashOf(absent), tx_result: { code: 0 } },
  ]);
  // What it never saw it can't show: the node answers.
  expect(await search(txs[3]!)).toMatchObject([{ tx_result: { code: 5 } }]);
  expect(proxy.struck.get('shows-absent-tx')).toBe(1);
});

test('flapping is down and up by turns', async () => {
  proxy.setFault({ flap: { seed: 5, meanMs: 100 } });
  const outcomes = new Set<string>();
  while (outcomes.size < 2) {
    outcomes.add(
      await post('status').then(
        () => 'up',
        () => 'down',
      ),
    );
    await new Promise((done) => setTimeout(done, 25));
  }
  expect([...outcomes].sort()).toEqual(['down', 'up']);
  expect(proxy.struck.get('flapping')).toBeGreaterThan(0);
});

test('hold keeps a matching request from the node, lets others pass, and ends with release', async () => {
  const held = proxy.hold((body) => body.includes('broadcast_tx_sync'));
  expect(await call('status')).toMatchObject({ id: 7 });
  const giveUp = new AbortController();
  const request = post('broadcast_tx_sync', { tx: absent }, giveUp.signal);
  expect(await held).toContain(absent);
  giveUpSoon(giveUp);
  await expect(request).rejects.toThrow(/aborted/);
  expect(node.received).toEqual(['status']);
  proxy.release();
  expect(await call('broadcast_tx_sync', { tx: absent })).toMatchObject({ result: { code: 0 } });
});

test('a WebSocket that hangs is no reason not to close', async () => {
  const other = await RpcProxy.start(node.target);
  other.setFault('hang');
  const socket = connect(Number(new URL(other.url).port), '127.0.0.1');
  socket.write('GET /websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await new Promise((done) => setTimeout(done, 100));
  // On a busy machine the proxy may not have taken it yet: then it is reset, and ends too.
  socket.on('error', () => undefined);
  const ended = new Promise((done) => socket.resume().once('close', done));
  await other.close();
  await ended;
});

test('a node that is gone is gone through the proxy too', async () => {
  const gone = await SmallNode.start(txs);
  const before = proxy;
  proxy = await RpcProxy.start(gone.target);
  await before.close();
  await gone.stop();
  await expect(post('status')).rejects.toThrow('fetch failed');
});
