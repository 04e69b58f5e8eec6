import { afterEach, describe, expect, test } from '@jest/globals';
import { QueryStatusResponse } from '@pacer/proto/epoch/v1';
import { toBase64 } from '@cosmjs/encoding';
import { EndpointError, NoEndpointError, QueryError } from '../errors/pacer-error.js';
import {
  type Behaviour,
  blockAnswer,
  type FaultyNode,
  startFaultyNode,
  statusAnswer,
} from '../rpc/faulty-node.test.support.js';
import { EndpointPool, type EndpointPoolOptions } from './endpoint-pool.js';

/** What one node says; tests change it while it runs. */
interface Says {
  height: number;
  network?: string;
  behaviour?: Behaviour;
  query?: Behaviour;
  /** whether it has the block that it claims as its latest; default true */
  backs?: boolean;
  time?: string;
}

const noSuchBlock: Behaviour = { error: { code: -32603, message: 'Internal error', data: 'height must be less' } };

const running: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
});

/** The Status query as a chain would answer it at this height. */
function epochStatus({ height, network = 'pacer-test-1' }: Says): Behaviour {
  const value = QueryStatusResponse.encode(
    QueryStatusResponse.fromPartial({ height, chainId: network, blockTime: {}, schedule: {}, params: {} }),
  ).finish();
  return { result: { response: { code: 0, value: toBase64(value), height: String(height) } } };
}

async function poolOf(says: Says[], options: Partial<EndpointPoolOptions> = {}) {
  const clock = { ms: 0 };
  const nodes: FaultyNode[] = [];
  for (const [index, one] of says.entries()) {
    const node = await startFaultyNode((method, { height }) => {
      if (one.behaviour) return one.behaviour;
      if (method === 'status') return statusAnswer({ ...one, id: `node${index}` });
      if (method === 'block') return one.backs === false ? noSuchBlock : blockAnswer({ height });
      return one.query ?? epochStatus(one);
    });
    running.push(node.stop);
    nodes.push(node);
  }
  const urls = nodes.map(({ url }) => url);
  const pool = new EndpointPool({ urls, chainId: 'pacer-test-1', timeoutMs: 60_000, now: () => clock.ms, ...options });
  running.push(() => {
    pool.close();
  });
  const later = (ms = 10_000) => (clock.ms += ms);
  return { pool, urls, nodes, later };
}

describe('EndpointPool', () => {
  test('stays with an endpoint while it is well, though another is a little higher', async () => {
    const says = [{ height: 10 }, { height: 10 }];
    const { pool, urls, later } = await poolOf(says);
    expect((await pool.best()).url).toBe(urls[0]);
    says[1]!.height = 12;
    later();
    expect((await pool.best()).url).toBe(urls[0]);
  });

  test('leaves an endpoint that lags, and lets it return', async () => {
    const says = [{ height: 10 }, { height: 10 }];
    const { pool, urls, later } = await poolOf(says);
    await pool.best();
    says[1]!.height = 20;
    later();
    expect((await pool.best()).url).toBe(urls[1]);
    expect(pool.health[0]?.fault).toMatchObject({ fault: 'stale' });
    says[0]!.height = 20;
    later();
    expect((await pool.all()).map(({ url }) => url)).toEqual(urls);
  });

  test('never uses an endpoint of another chain, however high', async () => {
    const { pool, urls } = await poolOf([{ height: 900, network: 'other' }, { height: 10 }]);
    expect((await pool.best()).url).toBe(urls[1]);
    expect((await pool.latest()).height).toBe(10n);
  });

  test('believes a probe for a while and shares one among callers', async () => {
    const { pool, nodes, later } = await poolOf([{ height: 10 }]);
    await Promise.all([pool.best(), pool.best(), pool.all()]);
    await pool.best();
    expect(nodes[0]?.calls).toEqual(['status']);
    later();
    await pool.best();
    expect(nodes[0]?.calls).toEqual(['status', 'status']);
  });

  test('fails over in the middle of a read and reports why', async () => {
    const says: Says[] = [{ height: 10 }, { height: 10 }];
    const { pool, urls } = await poolOf(says);
    expect((await pool.latest()).endpoint.url).toBe(urls[0]);
    says[0]!.behaviour = { html: 503 };
    expect((await pool.latest()).endpoint.url).toBe(urls[1]);
    expect(pool.health[0]?.fault).toMatchObject({ fault: 'http' });
  });

  test('passes over an endpoint whose answers somebody found untrue, until the next probe', async () => {
    const { pool, urls, later } = await poolOf([{ height: 10 }, { height: 10 }]);
    const doubt = (height: bigint) =>
      pool.atLatest(async ({ endpoint: { url } }) => {
        if (url === urls[0]) throw new EndpointError(url, 'untrue', 'says two things at once');
        return { url, height };
      });
    expect(await doubt(3n)).toEqual({ url: urls[1], height: 3n });
    expect(pool.health[0]?.fault).toMatchObject({ code: 'endpoint/untrue', fault: 'untrue' });
    later();
    expect(await pool.all()).toHaveLength(2);
  });

  test('does not hold others to the height of one that was found untrue', async () => {
    const { pool, urls, later } = await poolOf([{ height: 13 }, { height: 10 }, { height: 10 }]);
    const doubt = () =>
      pool.atLatest(async ({ endpoint: { url }, height }) => {
        if (url === urls[0]) throw new EndpointError(url, 'untrue', 'is where nobody else is');
        return height;
      });
    expect(await doubt()).toBe(10n);
    expect(pool.minHeight).toBe(10n);
    later();
    expect(await pool.all()).toHaveLength(3);
    expect(await doubt()).toBe(10n);
  });

  test('has nothing to say when every endpoint was found untrue, and names each', async () => {
    const { pool, urls } = await poolOf([{ height: 10 }, { height: 10 }]);
    const error: unknown = await pool
      .atLatest(async ({ endpoint: { url } }) => Promise.reject(new EndpointError(url, 'untrue', 'says so')))
      .catch((e: unknown) => e);
    const reasons = ((error as NoEndpointError).cause as AggregateError).errors as EndpointError[];
    expect(reasons.map(({ url }) => url).sort()).toEqual([...urls].sort());
  });

  test.each<[string, Behaviour]>([
    ['hangs', 'hang'],
    ['answers HTML', { html: 200 }],
    ['truncates', 'truncate'],
    ['closes the connection', 'close'],
  ])('says what is wrong with every endpoint when one %s and the other is behind', async (_, behaviour) => {
    const { pool } = await poolOf([{ height: 10, behaviour }, { height: 3 }], { minHeight: 5n, timeoutMs: 300 });
    const error: unknown = await pool.latest().catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NoEndpointError);
    expect((error as NoEndpointError).cause).toBeInstanceOf(AggregateError);
    expect(((error as NoEndpointError).cause as AggregateError).errors).toHaveLength(2);
    expect(error).toMatchObject({ retryable: true });
  });

  test('never reads backwards: not after a failover, not after a restart with the height kept', async () => {
    const says: Says[] = [{ height: 12 }, { height: 9 }];
    const { pool, urls } = await poolOf(says);
    expect((await pool.latest()).height).toBe(12n);
    says[0]!.behaviour = 'close';
    await expect(pool.latest()).rejects.toBeInstanceOf(NoEndpointError);
    says[1]!.height = 12;
    expect((await pool.latest()).endpoint.url).toBe(urls[1]);
    const again = await poolOf([{ height: 11 }], { minHeight: pool.minHeight });
    await expect(again.pool.latest()).rejects.toBeInstanceOf(NoEndpointError);
  });

  test('refuses an endpoint whose application goes backwards though its node does not', async () => {
    const says: Says[] = [{ height: 12, query: epochStatus({ height: 8 }) }, { height: 12 }];
    const { pool, urls } = await poolOf(says, { minHeight: 10n });
    const { endpoint, height } = await pool.latest();
    expect({ url: endpoint.url, height }).toEqual({ url: urls[1], height: 12n });
  });

  test('makes every query of a snapshot at its height, on another endpoint if need be', async () => {
    const says: Says[] = [{ height: 12 }, { height: 14 }];
    const { pool } = await poolOf(says);
    const { query, height, endpoint } = await pool.latest();
    expect(height).toBe(14n);
    says[pool.endpoints.indexOf(endpoint)]!.behaviour = 'close';
    says[0]!.query = epochStatus({ height: 14 });
    says[0]!.height = 15;
    expect((await query.epoch.status()).height).toBe(14n);
  });

  test('passes a refusal of the chain on at once', async () => {
    const query: Behaviour = { result: { response: { code: 22, codespace: 'sdk', log: 'none' } } };
    const { pool, nodes } = await poolOf([{ height: 10, query }, { height: 10 }]);
    await expect(pool.at(10n).epoch.status()).rejects.toBeInstanceOf(QueryError);
    expect(nodes[1]?.calls).toEqual(['status']);
  });

  test('asks another for a height that one does not have yet, without ejecting it', async () => {
    const query: Behaviour = { result: { response: { code: 26, codespace: 'sdk', log: 'future' } } };
    const { pool } = await poolOf([{ height: 10, query }, { height: 10 }]);
    expect((await pool.at(10n).epoch.status()).height).toBe(10n);
    expect(await pool.all()).toHaveLength(2);
  });

  test('passes over an endpoint that claims a height and has no block there, and reads on from the others', async () => {
    const says: Says[] = [{ height: 10 }, { height: 900, backs: false }];
    const { pool, urls } = await poolOf(says);
    expect((await pool.latest()).endpoint.url).toBe(urls[0]);
    expect(pool.health[1]?.fault).toMatchObject({ fault: 'untrue' });
    expect(pool.minHeight).toBe(10n);
  });

  test('passes over one that claims a time in the future and the height of the others', async () => {
    const { pool, urls } = await poolOf([{ height: 10 }, { height: 10, time: '2026-11-23T16:10:00Z' }]);
    expect((await pool.all()).map(({ url }) => url)).toEqual([urls[0]]);
    expect(pool.health[1]?.fault).toMatchObject({ fault: 'untrue' });
  });

  test('believes two that go on together more than one far ahead, whatever blocks that one shows', async () => {
    const says: Says[] = [{ height: 10 }, { height: 11 }, { height: 900 }];
    const { pool, urls, later } = await poolOf(says);
    await pool.probe();
    later(1000);
    says[0]!.height = 11;
    says[1]!.height = 12;
    later(2000);
    await pool.probe();
    expect((await pool.all()).map(({ url }) => url)).toEqual(urls.slice(0, 2));
  });

  test('believes one that is ahead and shows its block when the others stand still, as after an upgrade they missed', async () => {
    const { pool, urls, later } = await poolOf([{ height: 10 }, { height: 10 }, { height: 900 }]);
    await pool.probe();
    later(60_000);
    expect((await pool.all()).map(({ url }) => url)).toEqual([urls[2]]);
    expect(pool.health[0]?.fault).toMatchObject({ fault: 'stale' });
  });

  test('passes over one that was found lying for as long as it is told, and lets it return', async () => {
    const { pool, urls, later } = await poolOf([{ height: 10 }, { height: 10 }], { distrustMs: 60_000 });
    await pool.best();
    pool.distrust(urls[0]!, 'shows a transaction that no block has');
    later(59_000);
    expect((await pool.best()).url).toBe(urls[1]);
    expect(pool.health[0]?.fault).toMatchObject({ fault: 'untrue' });
    later(2_000);
    expect(await pool.all()).toHaveLength(2);
  });

  test('counts two addresses of one node as one witness', async () => {
    const node = await startFaultyNode((method) => (method === 'status' ? statusAnswer({ height: 10 }) : noSuchBlock));
    const other = await startFaultyNode((method) => (method === 'status' ? statusAnswer({ height: 10 }) : noSuchBlock));
    running.push(node.stop, other.stop);
    const pool = new EndpointPool({ urls: [node.url, other.url], chainId: 'pacer-test-1' });
    running.push(() => pool.close());
    expect(await pool.all()).toHaveLength(2);
    expect(await pool.nodes()).toHaveLength(1);
  });

  test('ends what is under way when closed', async () => {
    const { pool } = await poolOf([{ height: 10, query: 'hang' }]);
    await pool.best();
    const read = pool.latest().catch((e: unknown) => e);
    setTimeout(() => {
      pool.close();
    }, 50);
    expect(await read).toMatchObject({ code: 'endpoint/closed' });
    await expect(pool.best()).rejects.toMatchObject({ code: 'endpoint/closed' });
  });

  test('refuses an empty list', () => {
    expect(() => new EndpointPool({ urls: [], chainId: 'a' })).toThrow(NoEndpointError);
  });
});
