import { jest } from '@jest/globals';
import { EmbeddedMlNode, type Generation, MlError, type MlNode } from '@pacer/ml';
import { Engines } from '../engines.js';
import { TestHost } from '../host.test.support.js';
import { apiOf, BLOCK_MS, closeAll, honest, NOW, ownerOf, serve, validatorHere } from './validator.test.support.js';

afterEach(async () => {
  jest.restoreAllMocks();
  await closeAll();
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

test('a record whose leaf claims more tokens is a mismatch without asking the engine', async () => {
  const { header, owner } = await ownerOf();
  const record = owner.journal.records.at(3n, 4n, 0)!;
  const inflated = new TestHost(honest);
  inflated.journal.records.add({ ...record, tokens: record.tokens + 1n });
  const forged = inflated.commit(4n);
  const at = await apiOf(inflated);
  const scored = jest.spyOn(honest, 'score');
  const { result } = await validatorHere().run({ ...forged, host: header.host }, at);
  expect(result).toMatchObject({ verdict: 'mismatch', detail: 'the committed record contradicts itself: tokens' });
  expect(scored).not.toHaveBeenCalled();
});

test('while the engine is away nothing is lost: the duty waits a block, however often that happens', async () => {
  const { url, header } = await ownerOf();
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
  validator.journal.results.add({ ...item, owner: header.host, verdict: 'mismatch', detail: 'before', createdMs: NOW });
  const { duty, result } = await validator.run(header, url);
  expect(result).toMatchObject({ verdict: 'mismatch', detail: 'before' });
  expect(duty?.state).toBe('done');
  expect(validator.judged).toEqual([]);
});

test('a worker whose lease was over writes no second verdict', async () => {
  const { url, header } = await ownerOf();
  const validator = validatorHere();
  const item = { epoch: 3n, batchId: 4n, index: 0 };
  const engines: MlNode = {
    generate: (request) => honest.generate(request),
    score: async (request, options) => {
      // Another one has got the lease meanwhile, and was faster.
      const other = { ...item, owner: header.host, verdict: 'mismatch', detail: 'the other', createdMs: NOW } as const;
      expect(validator.journal.duties.take(Number.MAX_SAFE_INTEGER, 0)).toMatchObject({ index: 0 });
      expect(validator.journal.duties.done(other)).toBe(true);
      return honest.score(request, options);
    },
  };
  const { duty, result } = await validator.run(header, url, { engines, now: () => NOW });
  expect(result).toMatchObject({ verdict: 'mismatch', detail: 'the other' });
  expect(duty?.state).toBe('done');
  expect(validator.judged).toEqual([]);
});

test('a duty that takes longer than its lease would last is given up before', async () => {
  const { url, header } = await ownerOf();
  const engines: MlNode = {
    generate: (request) => honest.generate(request),
    score: (_request, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => {
          reject(new MlError('aborted', 'the caller gave up'));
        });
      }),
  };
  const validator = validatorHere();
  const { duty, result } = await validator.run(header, url, { engines, dutyMs: 300 });
  expect(result).toBeUndefined();
  expect(duty).toMatchObject({ state: 'failed', nextTryMs: NOW + BLOCK_MS, lastError: 'no verdict in 300 ms' });
  expect(validator.postponed).toEqual(['late']);
});

test.each([
  ['drawn', false],
  ['claim', true],
] as const)('a duty with reason %s: the engine is told urgent %s', async (reason, urgent) => {
  const { url, header } = await ownerOf();
  const scored = jest.spyOn(honest, 'score');
  const validator = validatorHere();
  const item = { epoch: 3n, batchId: 4n, index: 0 };
  validator.journal.duties.want({ ...item, owner: header.host, reason, priority: 9 });
  await validator.run(header, url);
  expect(scored).toHaveBeenCalledWith(expect.anything(), expect.objectContaining({ urgent }));
});

test('a duty on a record that the chain does not show waits', async () => {
  const { url, header } = await ownerOf();
  const validator = validatorHere();
  await validator.run(header, url, { header: () => undefined });
  await validator.run(header, url, { header: () => ({ ...header, count: 0 }) });
  expect(validator.postponed).toEqual(['not-yet', 'not-yet']);
});
