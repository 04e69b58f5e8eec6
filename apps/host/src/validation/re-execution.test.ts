import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { createLogger } from '@pacer/agent';
import type { Journal } from '@pacer/journal';
import { EmbeddedMlNode, type Generation, type MlNode } from '@pacer/ml';
import type { Header } from '@pacer/proto/inference/v1';
import { recordRoutes } from '../http/record-routes.js';
import { apiServer } from '../http/server.js';
import { MODEL, model, TestHost, CHAIN } from '../host.test.support.js';
import { OwnerPauses } from './owner-pauses.js';
import { doDuty, LEASE_MS, type ReExecutionParts } from './re-execution.js';

const NOW = 1_795_435_200_000;
const BLOCK_MS = 500;
/** Expanding weights takes longer than a test. */
const honest = new EmbeddedMlNode([MODEL]);

/** A validator: another Host with its own journal and engine, that has a duty on record 0 of the owner's batch 4. */
class Validator {
  readonly host = new TestHost(honest, 2);
  readonly lines: string[] = [];
  readonly judged: string[] = [];
  readonly postponed: string[] = [];

  get journal(): Journal {
    return this.host.journal;
  }

  async run(header: Header, apiUrl: string | undefined, parts: Partial<ReExecutionParts> = {}, signal?: AbortSignal) {
    const item = { epoch: 3n, batchId: header.id, index: 0 };
    this.journal.duties.want({ ...item, owner: header.host, reason: 'drawn', priority: 0 });
    const duty = this.journal.duties.take(parts.now?.() ?? Number.MAX_SAFE_INTEGER - LEASE_MS, LEASE_MS);
    if (!duty) throw new Error('no duty');
    const work: ReExecutionParts = {
      ...{ chainId: CHAIN, journal: this.journal, engines: honest, apiUrl: async () => apiUrl },
      pauses: new OwnerPauses(),
      ...{ header: () => header, model: () => model, blockMs: () => BLOCK_MS, now: () => NOW, fetchMs: 500 },
      log: createLogger({
        program: 'host',
        level: 'debug',
        destination: { write: (line) => void this.lines.push(line) },
      }),
      metrics: { judged: (verdict) => this.judged.push(verdict), postponed: (code) => this.postponed.push(code) },
      ...parts,
    };
    await doDuty(work, duty, signal);
    return { duty: this.journal.duties.get(item), result: this.journal.results.get(item) };
  }
}

const servers: Server[] = [];
const hosts: TestHost[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An owner's real API over a journal with one committed batch of three. */
async function ownerOf(
  engine: MlNode = honest,
  topic = 'question',
): Promise<{ url: string; header: Header; owner: TestHost }> {
  const owner = new TestHost(engine);
  hosts.push(owner);
  for (let i = 0; i < 3; i++) await owner.ask(`${topic} ${i}`, { temperature: i % 2 });
  const header = owner.commit(4n);
  const api = apiServer(createLogger({ program: 'host', destination: { write: () => undefined } }));
  recordRoutes(api, owner.journal);
  await api.listen({ host: '127.0.0.1', port: 0 });
  servers.push(api.server);
  return { url: `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`, header, owner };
}

function validatorHere(): Validator {
  const validator = new Validator();
  hosts.push(validator.host);
  return validator;
}

afterEach(async () => {
  jest.restoreAllMocks();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  for (const host of hosts.splice(0)) host.close();
});

test('an honest record matches, and the engine was asked for it', async () => {
  const { url, header } = await ownerOf();
  const scored = jest.spyOn(honest, 'score');
  const validator = validatorHere();
  const { duty, result } = await validator.run(header, url);
  expect(result).toMatchObject({ verdict: 'match', state: 'queued', owner: header.host });
  expect(duty?.state).toBe('done');
  expect(scored).toHaveBeenCalledTimes(1);
  expect(validator.judged).toEqual(['match']);
});

test('the same record from a copy does not match when the model says otherwise: nothing stored decides', async () => {
  const { url, header } = await ownerOf();
  // The validator's model is another one under the same name: exactly what a stored copy would hide.
  const other = new EmbeddedMlNode(['pacer/ref-2']);
  const engines: MlNode = {
    generate: (request) => other.generate({ ...request, model: 'pacer/ref-2' }),
    score: (request, options) => other.score({ ...request, model: 'pacer/ref-2' }, options),
  };
  const { result } = await validatorHere().run(header, url, { engines });
  expect(result).toMatchObject({ verdict: 'mismatch' });
});

describe('an Executor that did not run the model on the whole request', () => {
  const small = new EmbeddedMlNode(['small']);
  const score: MlNode['score'] = (request, options) => honest.score(request, options);
  const cheat = (change: (generation: Generation) => Generation): MlNode => ({
    score,
    generate: async (request, options) => change(await honest.generate(request, options)),
  });

  test.each<[string, RegExp, MlNode]>([
    [
      'lets a small model write',
      /^choices/,
      { score, generate: (request, options) => small.generate({ ...request, model: 'small' }, options) },
    ],
    [
      'lets a small model write and scores its output with the big one (pre-fill)',
      /^choices/,
      {
        score,
        generate: async (request, options) => {
          const written = await small.generate({ ...request, model: 'small' }, options);
          const { outputIds } = written;
          const { positions } = await honest.score({ ...request, outputIds, at: outputIds.map(() => []) }, options);
          return { ...written, top: positions.map(({ top }) => top) };
        },
      },
    ],
    [
      'cuts the output short',
      /^length/,
      cheat((it) => ({ ...it, outputIds: it.outputIds.slice(0, 1), top: it.top.slice(0, 1) })),
    ],
    [
      'answers another prompt',
      /^prompt/,
      cheat((it) => ({ ...it, promptIds: it.promptIds.map((id, i) => (i === 1 ? id ^ 1 : id)) })),
    ],
    [
      'makes log-probabilities up',
      /^logprobs/,
      cheat((it) => ({
        ...it,
        top: it.top.map((five) => five.map((one) => ({ ...one, logprob: one.logprob - 9_000 }))),
      })),
    ],
  ])('%s: mismatch', async (_name, detail, engine) => {
    const { url, header } = await ownerOf(engine);
    const { duty, result } = await validatorHere().run(header, url);
    expect(result).toMatchObject({ verdict: 'mismatch', detail: expect.stringMatching(detail) });
    expect(duty?.state).toBe('done');
  });
});

describe('a malicious or broken owner gets no verdict, and is asked again', () => {
  const answering =
    (body: string | Uint8Array): RequestListener =>
    (_request, response) => {
      response.end(body);
    };

  test.each<[string, string, RequestListener]>([
    [
      'sends without end',
      'too-large',
      (_request, response) => {
        const chunk = Buffer.alloc(64 * 1024, 0x20);
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
          response.once('drain', more);
        };
        more();
      },
    ],
    ['never answers', 'timeout', () => undefined],
    ['begins and never ends', 'timeout', (_request, response) => void response.write('{')],
    ['hangs up', 'unreachable', (request) => request.socket.destroy()],
    ['sends a web page', 'not-a-record', answering('<html><body>404</body></html>')],
    ['sends half a record', 'not-a-record', answering('{"epoch":"3","batch":"4"')],
    ['sends another shape', 'not-a-record', answering('{"epoch":3}')],
    ['sends no UTF-8', 'not-a-record', answering(Uint8Array.of(0xff, 0xfe))],
    ['does not know the batch', 'status', (_request, response) => void response.writeHead(404).end('{}')],
    [
      'sends elsewhere',
      'unreachable',
      (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
  ])('it %s: %s', async (_name, code, listener) => {
    const { header } = await ownerOf();
    const validator = validatorHere();
    const { duty, result } = await validator.run(header, await serve(listener));
    expect(result).toBeUndefined();
    expect(duty).toMatchObject({ state: 'failed', failures: 1, nextTryMs: NOW + BLOCK_MS });
    expect(duty?.lastError).not.toBe('');
    expect(validator.postponed).toEqual([code]);
    expect(validator.lines.join('')).not.toContain('unclassified');
  });

  const recordAt = async (url: string, index: number): Promise<object> => {
    const answer = await fetch(`${url}/v1/batches/3/4/${index}`);
    return (await answer.json()) as object;
  };
  /** The owner's own answer, changed on the way. */
  const changing =
    (url: string, change: (record: Record<string, unknown>) => object | Promise<object>): RequestListener =>
    (request, response) => {
      void fetch(`${url}${request.url}`)
        .then((answer) => answer.json() as Promise<Record<string, unknown>>)
        .then(change)
        .then((record) => response.end(JSON.stringify(record)));
    };

  test.each<[string, string, (record: Record<string, unknown>, url: string) => object | Promise<object>]>([
    ['another record of the batch', 'other-place', async (_record, url) => recordAt(url, 1)],
    [
      'another record under this index',
      'path',
      async (record, url) => ({
        ...(await recordAt(url, 1)),
        index: record.index,
      }),
    ],
    ['another path', 'path', (record) => ({ ...record, path: [] })],
    ['another body', 'body-hash', (record) => ({ ...record, body: 'e30=' })],
    ['another response', 'response-hash', (record) => ({ ...record, response: 'e30=' })],
    ['another artifact', 'artifact-hash', (record) => ({ ...record, artifact: 'e30=' })],
  ])('it sends %s: %s', async (_name, code, change) => {
    const { url, header } = await ownerOf();
    const validator = validatorHere();
    const { duty, result } = await validator.run(header, await serve(changing(url, (record) => change(record, url))));
    expect(result).toBeUndefined();
    expect(duty).toMatchObject({ state: 'failed', failures: 1 });
    expect(validator.postponed).toEqual([code]);
  });

  test.each([
    ['is no Host any more', 'no-owner', undefined],
    ['has a file as its address', 'no-address', 'file:///etc/passwd'],
    ['has nonsense as its address', 'no-address', 'not an address'],
    ['cannot be reached', 'unreachable', 'http://127.0.0.1:1'],
  ])('it %s: %s', async (_name, code, url) => {
    const { header } = await ownerOf();
    const validator = validatorHere();
    await validator.run(header, url);
    expect(validator.postponed).toEqual([code]);
  });

  test('it is asked less and less often, and at least every 20 blocks', async () => {
    const { header } = await ownerOf();
    const validator = validatorHere();
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const { duty } = await validator.run(header, 'http://127.0.0.1:1');
      pauses.push(((duty?.nextTryMs ?? 0) - NOW) / BLOCK_MS);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 20, 20]);
    const warnings = validator.lines.filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toHaveLength(3);
  });

  test('one that is silent costs its other records no further connection until its pause is over', async () => {
    const { url, header } = await ownerOf();
    let connections = 0;
    const silent = await serve(() => void (connections += 1));
    const validator = validatorHere();
    const pauses = new OwnerPauses();
    await validator.run(header, silent, { pauses });
    const other = await validator.run({ ...header, id: 5n }, silent, { pauses, now: () => NOW });
    expect(connections).toBe(1);
    expect(other.duty).toMatchObject({ state: 'failed', nextTryMs: NOW + BLOCK_MS });
    const again = await validator.run(header, url, { pauses, now: () => NOW + BLOCK_MS });
    expect(again.result?.verdict).toBe('match');
    expect(pauses.until(header.host)).toBe(0);
  });

  test('one that does not know a batch yet is asked for its others at once', async () => {
    const { url, header } = await ownerOf();
    const validator = validatorHere();
    const pauses = new OwnerPauses();
    await validator.run({ ...header, id: 5n }, url, { pauses });
    expect(validator.postponed).toEqual(['status']);
    expect(pauses.until(header.host)).toBe(0);
  });

  test('a batch of another Host’s root is never taken for this one', async () => {
    const { url } = await ownerOf();
    const { header } = await ownerOf(honest, 'another question');
    const validator = validatorHere();
    await validator.run(header, url);
    expect(validator.postponed).toEqual(['path']);
  });
});

test('a record whose leaf claims more tokens is a mismatch without asking the engine', async () => {
  const { url, header, owner } = await ownerOf();
  expect(url).not.toBe('');
  const record = owner.journal.records.at(3n, 4n, 0)!;
  const { requestId: _id, ...rest } = record;
  const inflated = new TestHost(honest);
  hosts.push(inflated);
  inflated.journal.records.add({ ...rest, requestId: record.requestId, tokens: record.tokens + 1n });
  const forged = inflated.commit(4n);
  const api = apiServer(createLogger({ program: 'host', destination: { write: () => undefined } }));
  recordRoutes(api, inflated.journal);
  await api.listen({ host: '127.0.0.1', port: 0 });
  servers.push(api.server);
  const scored = jest.spyOn(honest, 'score');
  const at = `http://127.0.0.1:${(api.server.address() as AddressInfo).port}`;
  const { result } = await validatorHere().run({ ...forged, host: header.host }, at);
  expect(result).toMatchObject({ verdict: 'mismatch', detail: 'the committed record contradicts itself: tokens' });
  expect(scored).not.toHaveBeenCalled();
});

test('while the engine is away nothing is lost: the duty waits a block, however often that happens', async () => {
  const { url, header } = await ownerOf();
  const { Engines } = await import('../engines.js');
  const validator = validatorHere();
  const engines = new Engines(['http://127.0.0.1:1']);
  for (let failures = 1; failures <= 5; failures++) {
    const { duty, result } = await validator.run(header, url, { engines });
    expect(duty).toMatchObject({ state: 'failed', failures, nextTryMs: NOW + BLOCK_MS });
    expect(result).toBeUndefined();
  }
  const { result } = await validator.run(header, url);
  expect(result?.verdict).toBe('match');
});

test('a stop puts the duty back at once', async () => {
  const { header } = await ownerOf();
  const stop = new AbortController();
  const url = await serve(() => {
    stop.abort();
  });
  const validator = validatorHere();
  const { duty } = await validator.run(header, url, {}, stop.signal);
  expect(duty).toMatchObject({ state: 'failed', nextTryMs: NOW, lastError: 'the program stopped' });
  expect(validator.postponed).toEqual([]);
});

test('a verdict that is kept already stands, and the duty is done', async () => {
  const { url, header } = await ownerOf();
  const validator = validatorHere();
  const item = { epoch: 3n, batchId: 4n, index: 0 };
  validator.journal.results.add({ ...item, owner: header.host, verdict: 'mismatch', detail: 'before' });
  const { duty, result } = await validator.run(header, url);
  expect(result).toMatchObject({ verdict: 'mismatch', detail: 'before' });
  expect(duty?.state).toBe('done');
});

test('a duty on a record that the chain does not show waits', async () => {
  const { url, header } = await ownerOf();
  const validator = validatorHere();
  await validator.run(header, url, { header: () => undefined });
  await validator.run(header, url, { header: () => ({ ...header, count: 0 }) });
  expect(validator.postponed).toEqual(['not-yet', 'not-yet']);
});
