import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, systemClock, AgentMetrics, healthRoutes } from '@pacer/agent';
import { requestId, SumTree } from '@pacer/crypto';
import { ManagedProcess, waitFor } from '@pacer/testing';
import { ArtifactLeaf } from '@pacer/proto/inference/v1';
import type { FastifyInstance } from 'fastify';
import { REQUEST_HEADERS } from '../chat/request-headers.js';
import { Engines } from '../engines.js';
import { HostHealth } from '../host-health.js';
import { CHAIN, facts, MODEL, person, TestHost } from '../host.test.support.js';
import { HostMetrics } from '../metrics.js';
import { readOpenedRecord } from '../records/opened-record.js';
import { sha256 } from '../sha256.js';
import { chatRoute } from './chat-route.js';
import { identityRoute } from './identity-route.js';
import { recordRoutes } from './record-routes.js';
import { apiServer, listenAt } from './server.js';

const ENGINE = join(import.meta.dirname, '..', '..', '..', '..', 'libs', 'ml', 'dist', 'bin', 'ref-engine.js');
const client = person(5);

/** An ML Node as its own process, as in production. */
let mlNode: ManagedProcess;
let engineUrl: string;
let logs: string;
let engines: Engines;
let host: TestHost;
let server: FastifyInstance;
let url: string;
const lines: string[] = [];

beforeAll(async () => {
  logs = mkdtempSync(join(tmpdir(), 'pacer-engine-'));
  const options = { name: 'engine', command: process.execPath, logFile: join(logs, 'engine.log') };
  mlNode = new ManagedProcess({ ...options, args: [ENGINE, '--model', MODEL] });
  await mlNode.start();
  engineUrl = await waitFor('the engine', () => /"listening":"([^"]+)"/.exec(mlNode.tail())?.[1]);
});

afterAll(async () => {
  await mlNode.stop();
  rmSync(logs, { recursive: true });
});

beforeEach(async () => {
  lines.length = 0;
  host = new TestHost({
    generate: (request, options) => engines.generate(request, options),
    score: (request, options) => engines.score(request, options),
  });
  engines = new Engines([engineUrl], { probeTimeoutMs: 60_000 });
  const agent = new AgentMetrics('host');
  server = apiServer(createLogger({ program: 'host', destination: { write: (line) => void lines.push(line) } }));
  healthRoutes(server, new HostHealth(systemClock, 60_000, engines), agent.registry);
  chatRoute(server, host.executor, new HostMetrics(agent));
  recordRoutes(server, host.journal);
  identityRoute(server, {
    ...{ chainId: CHAIN, host: host.address, facts: () => host.facts },
    ...{ engines: () => engines.states, inFlight: () => host.executor.inFlight },
  });
  url = await listenAt(server, '127.0.0.1:0');
});

afterEach(async () => {
  await server.close();
  host.close();
});

const body = { model: MODEL, messages: [{ role: 'user', content: 'how far is it?' }], max_tokens: 4, temperature: 1 };

function post(json: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof json === 'string' ? json : JSON.stringify(json),
    ...(signal && { signal }),
  });
}

interface Answer {
  id: string;
  choices: { message: { content: string }; finish_reason: string }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  pacer: Record<string, string>;
}

interface Refusal {
  error: { type: string; code: string; param: string | null };
}

/** Headers of a request signed by the client over these fields, some of which may be lies. */
function signed(
  text: string,
  lies: Partial<Record<keyof typeof REQUEST_HEADERS, string>> = {},
): Record<string, string> {
  const request = {
    ...{ chainId: CHAIN, epoch: 3n, requester: client.address, ta: person(1).address, nonce: 42n },
    ...{ sha256Body: sha256(new TextEncoder().encode(text)), timestampMs: BigInt(host.nowMs) },
    ...{ maxFee: 1_000n, commission: 10n },
  };
  const fields = {
    ...{ requester: client.text, epoch: '3', timestampMs: String(host.nowMs), nonce: '42', maxFee: '1000' },
    ...{ commission: '10', signature: Buffer.from(client.sign(request)).toString('hex') },
    ...lies,
  };
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [REQUEST_HEADERS[name as 'nonce'], value]));
}

const kept = () => Object.values(host.journal.records.count()).reduce((sum, count) => sum + count, 0);

test('an unsigned request is answered in OpenAI’s shape and recorded with this Host as its requester', async () => {
  const answer = await post(body);
  expect(answer.status).toBe(200);
  const { id, choices, usage, pacer } = (await answer.json()) as Answer;
  expect(id).toBe(`chatcmpl-${pacer.request_id}`);
  expect(choices).toHaveLength(1);
  expect(['stop', 'length']).toContain(choices[0]?.finish_reason);
  expect(usage.prompt_tokens).toBe('how far is it?'.length + 2);
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  expect(pacer).toMatchObject({ epoch: '3', executor: host.address, ta: host.address, requester: host.key.text });
  expect(pacer.record).toBe(`http://host.example/v1/records/${pacer.request_id ?? ''}`);
  expect(kept()).toBe(1);
});

test('the record holds the exact bytes that were sent both ways, and their hashes', async () => {
  const text = JSON.stringify(body, null, 3);
  const answer = await post(text);
  const response = await answer.text();
  const { pacer } = JSON.parse(response) as Answer;
  const stored = await fetch(`${url}/v1/records/${pacer.request_id ?? ''}`);
  const record = (await stored.json()) as {
    body: string;
    response: string;
    leaf: Record<string, string>;
    state: string;
  };
  expect(Buffer.from(record.body, 'base64').toString()).toBe(text);
  expect(Buffer.from(record.response, 'base64').toString()).toBe(response);
  expect(record.leaf.sha256_body).toBe(Buffer.from(sha256(Buffer.from(text))).toString('hex'));
  expect(record.leaf.sha256_response).toBe(Buffer.from(sha256(Buffer.from(response))).toString('hex'));
  expect(record.state).toBe('recorded');
});

test('two equal unsigned requests are two records', async () => {
  await post(body);
  await post(body);
  expect(kept()).toBe(2);
});

test('a signed request is the requester’s, and its id is over what was signed', async () => {
  const text = JSON.stringify(body);
  const answer = await post(text, signed(text));
  expect(answer.status).toBe(200);
  const { pacer } = (await answer.json()) as Answer;
  const id = requestId({
    ...{ chainId: CHAIN, epoch: 3n, requester: client.address, ta: person(1).address, nonce: 42n },
    ...{ sha256Body: sha256(Buffer.from(text)), timestampMs: BigInt(host.nowMs), maxFee: 1_000n, commission: 10n },
  });
  expect(pacer).toMatchObject({ request_id: Buffer.from(id).toString('hex'), requester: client.text, nonce: '42' });
  const leaf = ArtifactLeaf.decode(host.journal.records.get(id)!.leafValue);
  expect(leaf.requester).toEqual(client.address);
});

test('a signed request that is sent again is refused: it was answered once', async () => {
  const text = JSON.stringify(body);
  await post(text, signed(text));
  const again = await post(text, signed(text));
  expect(again.status).toBe(409);
  expect(kept()).toBe(1);
});

test.each([
  ['another body than signed', 401, 'pacer-signature', {}, `${JSON.stringify(body)} `],
  ['another nonce than signed', 401, 'pacer-signature', { nonce: '43' }, undefined],
  ['another requester than signed', 401, 'pacer-signature', { requester: person(6).text }, undefined],
  ['another epoch than signed', 401, 'pacer-signature', { epoch: '4' }, undefined],
  ['a signature of zeros', 401, 'pacer-signature', { signature: '0'.repeat(128) }, undefined],
])('%s: %i, and nothing is recorded', async (_name, status, param, lies, sent) => {
  const text = JSON.stringify(body);
  const answer = await post(sent ?? text, signed(text, lies));
  expect(answer.status).toBe(status);
  expect(((await answer.json()) as Refusal).error).toMatchObject({ type: 'authentication_error', param });
  expect(kept()).toBe(0);
});

test('a request signed for another epoch or long ago is refused by name', async () => {
  const text = JSON.stringify(body);
  const headers = signed(text);
  host.facts = { ...facts, epoch: 4n };
  const late = await post(text, headers);
  expect([late.status, ((await late.json()) as Refusal).error.param]).toEqual([400, 'pacer-epoch']);
  host.facts = facts;
  host.nowMs += 600_000;
  const old = await post(text, headers);
  expect([old.status, ((await old.json()) as Refusal).error.param]).toEqual([400, 'pacer-timestamp-ms']);
});

test.each([
  ['a model that is not served', { ...body, model: 'gpt' }, 404, 'model'],
  ['an unsupported temperature', { ...body, temperature: 0.5 }, 400, 'temperature'],
  ['an unknown field', { ...body, logit_bias: {} }, 400, 'logit_bias'],
  ['streaming', { ...body, stream: true }, 400, 'stream'],
  ['no JSON', '{', 400, null],
])('%s: refused, and nothing is recorded', async (_name, sent, status, param) => {
  const answer = await post(sent);
  expect(answer.status).toBe(status);
  expect(((await answer.json()) as Refusal).error).toMatchObject({ type: 'invalid_request_error', param });
  expect(kept()).toBe(0);
});

test('a body that is too long is refused unread', async () => {
  const answer = await post('x'.repeat(300 * 1024));
  expect([answer.status, ((await answer.json()) as Refusal).error.code]).toEqual([413, 'body_too_large']);
});

test('another content type and another path are refused in the same shape', async () => {
  const form = await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' });
  expect([form.status, ((await form.json()) as Refusal).error.code]).toEqual([415, 'bad_request']);
  const lost = await fetch(`${url}/v1/completions`);
  expect([lost.status, ((await lost.json()) as Refusal).error.code]).toEqual([404, 'not_found']);
});

test('while the engine is away: 503 with Retry-After, and nothing is recorded; it answers as soon as it returns', async () => {
  const { port } = new URL(engineUrl);
  expect((await post(body)).status).toBe(200);
  await mlNode.kill();
  const refused = await post(body);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
  expect(((await refused.json()) as Refusal).error).toMatchObject({ type: 'server_error', code: 'engine_unavailable' });
  expect(engines.anyUp).toBe(false);
  expect(kept()).toBe(1);
  mlNode = new ManagedProcess({ ...mlNode.options, args: [ENGINE, '--model', MODEL, '--port', port] });
  await mlNode.start();
  await waitFor('an answer', async () => ((await post(body)).ok ? true : undefined));
  expect(engines.anyUp).toBe(true);
});

test('a client that goes away before its answer leaves no record', async () => {
  // Stopped, the engine holds the request for as long as we want.
  mlNode.signal('SIGSTOP');
  const gone = new AbortController();
  const asked = post(body, {}, gone.signal);
  await waitFor('the request', () => (host.executor.inFlight === 1 ? true : undefined));
  gone.abort();
  await expect(asked).rejects.toThrow();
  await waitFor('the end of the request', () => (host.executor.inFlight === 0 ? true : undefined));
  mlNode.signal('SIGCONT');
  expect(kept()).toBe(0);
  expect(lines.join('')).not.toContain('unclassified');
});

test('before the chain was seen, and when this Host is no member: 503', async () => {
  host.facts = undefined;
  const early = await post(body);
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '2']);
  host.facts = { ...facts, isMember: false };
  expect((await post(body)).status).toBe(503);
  expect(kept()).toBe(0);
});

test('a full disk: 503 with Retry-After, said in the log with its class; what was recorded stays', async () => {
  const small = new TestHost(engines, 1, 256 * 1024);
  const api = apiServer(createLogger({ program: 'host', destination: { write: (line) => void lines.push(line) } }));
  chatRoute(api, small.executor, new HostMetrics(new AgentMetrics('host')));
  const at = await listenAt(api, '127.0.0.1:0');
  const long = { ...body, messages: [{ role: 'user', content: 'x'.repeat(20_000) }], max_tokens: 1 };
  const ask = () => {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${at}/v1/chat/completions`, { method: 'POST', headers, body: JSON.stringify(long) });
  };
  let answered = 0;
  let answer = await ask();
  for (; answer.ok; answer = await ask()) answered += 1;
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(small.journal.records.count().recorded).toBe(answered);
  expect(lines.join('')).toContain('"code":"disk_full"');
  expect(lines.join('')).not.toContain('unclassified');
  await api.close();
  small.close();
});

test('a committed record is opened to a validator with its path; what is not there is 404, what is malformed 400', async () => {
  for (let i = 0; i < 3; i++) await post(body);
  const before = await fetch(`${url}/v1/batches/3/7/0`);
  expect(before.status).toBe(404);
  const header = host.commit(7n);
  const answer = await fetch(`${url}/v1/batches/3/7/2`);
  const record = readOpenedRecord(new Uint8Array(await answer.arrayBuffer()));
  expect(record).toMatchObject({ epoch: 3n, batch: 7n, index: 2, model: MODEL });
  const [batch] = host.journal.batches.inState('committed');
  expect(SumTree.build(host.journal.batches.leaves(batch!.op)).root).toEqual(header.root);
  expect((await fetch(`${url}/v1/batches/3/7/3`)).status).toBe(404);
  for (const path of ['-1/7/0', '3/x/0', '3/7/1e3', '99999999999999999999/7/0', '3/7/00']) {
    expect((await fetch(`${url}/v1/batches/${path}`)).status).toBe(400);
  }
  expect((await fetch(`${url}/v1/records/${'0'.repeat(64)}`)).status).toBe(404);
  expect((await fetch(`${url}/v1/records/xyz`)).status).toBe(400);
});

test('identity, health and metrics tell who this is and how busy', async () => {
  await engines.probe();
  const identity = (await (await fetch(`${url}/v1/identity`)).json()) as object;
  expect(identity).toEqual({
    ...{ address: host.address, chain_id: CHAIN, epoch: '3', height: '10', models: [MODEL] },
    ...{ roles: ['validator', 'executor'], load: { in_flight: 0, ml_nodes: 1, ml_nodes_up: 1 } },
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await post(body);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/pacer_host_requests_total\{status="200",code="ok",program="host"\} 1/);
});
