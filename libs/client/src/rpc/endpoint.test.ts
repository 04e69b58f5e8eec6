import { afterEach, describe, expect, test } from '@jest/globals';
import { EndpointError, QueryError, RpcError } from '../errors/pacer-error.js';
import { Endpoint, txHash } from './endpoint.js';
import { type Behaviour, type FaultyNode, startFaultyNode, statusAnswer } from './faulty-node.test.support.js';

const nodes: FaultyNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

/** A node that is well may take its time on a busy machine; where one is silent, `timeoutMs` is short. */
async function endpointTo(behave: FaultyNode['behave'], timeoutMs = 60_000): Promise<Endpoint> {
  const node = await startFaultyNode(behave);
  nodes.push(node);
  return new Endpoint(node.url, { timeoutMs });
}

const tx = new Uint8Array([1, 2, 3]);
const hash = '039058C6F2C0CB492C533B0A4D14EF77CC0F78ABCCCED5287D84A1A2011CFB81';
const internal = (data: string): Behaviour => ({ error: { code: -32603, message: 'Internal error', data } });

describe('Endpoint', () => {
  test('hashes a transaction as the chain does', () => {
    expect(txHash(tx)).toBe(hash);
  });

  test.each([
    ['a height that is a number', { latest_block_height: 7 }],
    ['a height that is no integer', { latest_block_height: '7.5' }],
    ['a time without a zone', { latest_block_time: '2026-11-23T16:00:00' }],
    ['no sync_info', null],
  ])('takes a status with %s as malformed', async (_, change) => {
    const good = statusAnswer({ height: 7 }) as { result: { sync_info: object } };
    const sync = change === null ? undefined : { ...good.result.sync_info, ...change };
    const endpoint = await endpointTo(() => ({ result: { ...good.result, sync_info: sync } }));
    await expect(endpoint.status()).rejects.toMatchObject({ fault: 'malformed' });
  });

  test('reads a status to the nanosecond', async () => {
    const endpoint = await endpointTo(() => statusAnswer({ height: 7, time: '2026-11-23T16:00:00.000000001Z' }));
    expect(await endpoint.status()).toEqual({
      chainId: 'pacer-test-1',
      nodeId: 'a1',
      height: 7n,
      timeNs: 1_795_449_600_000_000_001n,
      earliestHeight: 1n,
      catchingUp: false,
    });
  });

  test('keeps apart what a broadcast can answer: refused, unknown, no answer', async () => {
    const refused = await endpointTo(() => ({ result: { code: 13, codespace: 'sdk', log: 'fee', hash: '00' } }));
    expect(await refused.broadcast(tx)).toEqual({ state: 'refused', hash, codespace: 'sdk', code: 13, log: 'fee' });
    const cached = await endpointTo(() => internal('tx already exists in cache'));
    expect(await cached.broadcast(tx)).toMatchObject({ state: 'unknown', hash, error: { rpcCode: -32603 } });
    const silent = await endpointTo(() => 'hang', 500);
    await expect(silent.broadcast(tx)).rejects.toMatchObject({ fault: 'timeout' });
  });

  test('does not take a failing index for "not included"', async () => {
    const endpoint = await endpointTo(() => internal('transaction indexing is disabled'));
    await expect(endpoint.transaction(hash)).rejects.toBeInstanceOf(RpcError);
    const empty = await endpointTo(() => ({ result: { txs: [], total_count: '0' } }));
    expect(await empty.transaction(hash)).toBeUndefined();
  });

  test('refuses another transaction than the one asked for', async () => {
    const other = { tx: 'CQ==', height: '5', index: 0, tx_result: { code: 0 } };
    const endpoint = await endpointTo(() => ({ result: { txs: [other], total_count: '1' } }));
    await expect(endpoint.transaction(hash)).rejects.toMatchObject({ fault: 'malformed' });
  });

  test('refuses a block or a query of another height than asked for', async () => {
    const header = { height: '6', time: '2026-11-23T16:00:00Z' };
    const block = { block_id: { hash: 'AA' }, block: { header, data: { txs: null } } };
    const endpoint = await endpointTo((method) =>
      method === 'block' ? { result: block } : { result: { response: { code: 0, value: '', height: '6' } } },
    );
    await expect(endpoint.block(5n)).rejects.toMatchObject({ fault: 'malformed' });
    expect(await endpoint.block(6n)).toMatchObject({ height: 6n, txs: [] });
    await expect(endpoint.queryAbci('/x', tx, 5)).rejects.toMatchObject({ fault: 'malformed' });
    expect(await endpoint.queryAbci('/x', tx, 6)).toMatchObject({ height: 6 });
  });

  test('tells a block that is not there from one that could not be read', async () => {
    const endpoint = await endpointTo((method) =>
      method === 'status' ? statusAnswer({ height: 9, earliest: 4 }) : internal('failure'),
    );
    expect(await endpoint.block(10n)).toBeUndefined();
    expect(await endpoint.blockResults(3n)).toBeUndefined();
    await expect(endpoint.block(5n)).rejects.toBeInstanceOf(RpcError);
  });

  test('throws a refused query with codespace and code', async () => {
    const response = { code: 22, codespace: 'sdk', log: 'no such host' };
    const endpoint = await endpointTo(() => ({ result: { response } }));
    const error: unknown = await endpoint.queryAbci('/pacer.host.v1.Query/Host', tx, 8).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(QueryError);
    expect(error).toMatchObject({ code: 'sdk/22', notFound: true, height: 8n });
  });

  test('asks for no hash that could change the query', async () => {
    const endpoint = await endpointTo(() => 'hang');
    await expect(endpoint.transaction("' OR tx.height>0")).rejects.toBeInstanceOf(EndpointError);
    expect(nodes[0]?.calls).toEqual([]);
  });
});
