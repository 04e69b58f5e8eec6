import { describe, expect, test } from '@jest/globals';
import { addressText, EndpointError, type EndpointPool } from '@pacer/client';
import type { Result } from '@pacer/journal';
import { QueryStatusResponse } from '@pacer/proto/epoch/v1';
import { QueryHeadersResponse } from '@pacer/proto/inference/v1';
import { QueryResultsResponse, Verdict } from '@pacer/proto/validation/v1';
import { batchTestimony, overTestimony, resultsTestimony } from './witness.js';

const host = addressText(new Uint8Array(20).fill(7));
const root = new Uint8Array(32).fill(1);

/** What a node says; `undefined` does not answer. */
interface Says {
  root?: Uint8Array;
  verdict?: 'match' | 'mismatch';
  epoch?: bigint;
}

/** A pool of nodes that say so. */
function poolOf(...says: (Says | undefined)[]): EndpointPool {
  const endpoints = says.map((one, index) => ({
    url: `http://${index}`,
    queryAbci: async (path: string) => {
      if (one === undefined) throw new EndpointError(`http://${index}`, 'timeout', 'does not answer');
      return { value: answer(path, one), height: 9 };
    },
  }));
  return { endpoints, nodes: () => Promise.resolve(endpoints) } as unknown as EndpointPool;
}

function answer(path: string, says: Says): Uint8Array {
  if (path.endsWith('Headers')) {
    const headers = says.root ? [{ id: 4n, host, root: says.root }] : [];
    return QueryHeadersResponse.encode(QueryHeadersResponse.fromPartial({ headers, total: 5n })).finish();
  }
  if (path.endsWith('Results')) {
    const verdict = says.verdict === 'match' ? Verdict.MATCH : Verdict.MISMATCH;
    const results = says.verdict ? [{ batch: 2n, index: 3, verdict }] : [];
    return QueryResultsResponse.encode(QueryResultsResponse.fromPartial({ results, quota: {} })).finish();
  }
  return QueryStatusResponse.encode(
    QueryStatusResponse.fromPartial({ epoch: says.epoch ?? 1n, chainId: 'c', blockTime: {}, schedule: {}, params: {} }),
  ).finish();
}

describe('a batch', () => {
  const ask = (...says: (Says | undefined)[]) => batchTestimony(poolOf(...says), host, { epoch: 1n, root }, 4n);

  test('is on chain when two nodes show it', async () => {
    expect((await ask({ root }, { root })).proven).toBe(true);
    expect((await ask({ root }, undefined, { root })).proven).toBe(true);
  });

  test('is not on the word of one, and who shows another under its id denies it', async () => {
    expect(await ask({ root }, undefined)).toMatchObject({ proven: false, against: [] });
    expect(await ask({ root }, {})).toMatchObject({ proven: false, against: [] });
    expect(await ask({ root }, { root: new Uint8Array(32) })).toMatchObject({ proven: false, against: ['http://1'] });
  });
});

describe('results', () => {
  const result = { epoch: 1n, batchId: 2n, index: 3, verdict: 'match' } as Result;
  const ask = (as: 'ours' | 'the other', ...says: (Says | undefined)[]) =>
    resultsTestimony(poolOf(...says), host, [result], as);

  test('are recorded with our verdict, or with the other one, when two nodes say so', async () => {
    expect((await ask('ours', { verdict: 'match' }, { verdict: 'match' })).proven).toBe(true);
    expect((await ask('the other', { verdict: 'match' }, { verdict: 'match' })).proven).toBe(false);
    expect((await ask('the other', { verdict: 'mismatch' }, { verdict: 'mismatch' })).proven).toBe(true);
  });

  test('are not given up on the word of one that shows the other verdict', async () => {
    expect(await ask('the other', { verdict: 'mismatch' }, { verdict: 'match' })).toMatchObject({ proven: false });
    expect(await ask('the other', { verdict: 'mismatch' }, {})).toMatchObject({ proven: false, against: [] });
  });
});

test('an epoch is over for results when two nodes are past it, and not when one says so', async () => {
  expect((await overTestimony(poolOf({ epoch: 3n }, { epoch: 3n }), 3n)).proven).toBe(true);
  expect((await overTestimony(poolOf({ epoch: 9n }, { epoch: 2n }, { epoch: 2n }), 3n)).proven).toBe(false);
});
