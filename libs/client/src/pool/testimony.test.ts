import { afterEach, describe, expect, test } from '@jest/globals';
import { EndpointError } from '../errors/pacer-error.js';
import { startFaultyNode, statusAnswer } from '../rpc/faulty-node.test.support.js';
import { EndpointPool } from './endpoint-pool.js';
import { askAll, askAllPatiently, verdictOf } from './testimony.js';

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** A pool of so many nodes that are well, and of some that are down. */
async function poolOf(well: number, down = 0) {
  const urls: string[] = [];
  for (let index = 0; index < well; index++) {
    const node = await startFaultyNode(() => statusAnswer({ height: 10, id: `node${index}` }));
    running.push(node.stop);
    urls.push(node.url);
  }
  for (let index = 0; index < down; index++) urls.push(`http://127.0.0.1:${index + 1}`);
  const pool = new EndpointPool({ urls, chainId: 'pacer-test-1', timeoutMs: 60_000 });
  running.push(() => pool.close());
  return pool;
}

type Says = boolean | undefined | 'fails';

/** What each endpoint answers, in the order of the pool. */
const saying =
  (pool: EndpointPool, says: Says[]) =>
  (_: unknown, { url }: { url: string }) => {
    const one = says[pool.endpoints.findIndex((endpoint) => endpoint.url === url)];
    return one === 'fails' ? Promise.reject(new EndpointError(url, 'timeout', 'late')) : Promise.resolve(one);
  };

describe('askAll', () => {
  test.each<[string, Says[], { proven: boolean; agreed: boolean }]>([
    ['two say yes', [true, true], { proven: true, agreed: true }],
    ['one says yes and one does not know', [true, undefined], { proven: false, agreed: false }],
    ['one says yes and one fails', [true, 'fails'], { proven: false, agreed: false }],
    ['one says yes and one no', [true, false], { proven: false, agreed: false }],
    ['two say yes and one lies', [true, false, true], { proven: true, agreed: true }],
    ['two say yes and two no', [true, true, false, false], { proven: false, agreed: false }],
    ['all say no', [false, false], { proven: false, agreed: false }],
    ['a pool of one says yes', [true], { proven: true, agreed: true }],
  ])('%s', async (_, says, expected) => {
    const pool = await poolOf(says.length);
    expect(await askAll(pool, saying(pool, says))).toMatchObject(expected);
  });

  test('the opposite is proven by two that say no, and by nothing less', async () => {
    const of = async (...says: Says[]) => {
      const pool = await poolOf(says.length);
      return verdictOf(await askAll(pool, saying(pool, says)));
    };
    expect(await of(false, false)).toBe(false);
    expect(await of(false, false, true)).toBe(false);
    expect(await of(false, undefined)).toBeUndefined();
    expect(await of(false, true)).toBeUndefined();
    expect(await of(true, true, false)).toBe(true);
  });

  test('with all others down, one yes is enough to go on and proves nothing', async () => {
    const pool = await poolOf(1, 2);
    expect(await askAll(pool, saying(pool, [true]))).toMatchObject({ proven: false, agreed: true });
  });

  test('passes on what is no fault of an endpoint', async () => {
    const pool = await poolOf(1);
    await expect(askAll(pool, () => Promise.reject(new TypeError('defect')))).rejects.toThrow(TypeError);
  });
});

describe('askAllPatiently', () => {
  test('asks again those that do not know yet', async () => {
    const pool = await poolOf(2);
    const says: Says[] = [true, undefined];
    let pauses = 0;
    const sleep = async (): Promise<void> => {
      pauses += 1;
      if (pauses === 3) says[1] = true;
    };
    const question = (query: unknown, endpoint: { url: string }) => saying(pool, says)(query, endpoint);
    expect(await askAllPatiently(pool, question, { times: 9, everyMs: 1, sleep })).toMatchObject({ agreed: true });
    expect(pauses).toBe(3);
  });

  test('does not wait when somebody says no, and not for ever', async () => {
    const pool = await poolOf(2);
    let pauses = 0;
    const patience = { times: 4, everyMs: 1, sleep: async () => void (pauses += 1) };
    expect(await askAllPatiently(pool, saying(pool, [true, false]), patience)).toMatchObject({ agreed: false });
    expect(pauses).toBe(0);
    await askAllPatiently(pool, saying(pool, [true, undefined]), patience);
    expect(pauses).toBe(4);
  });
});
