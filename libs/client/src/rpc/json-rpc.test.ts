import { afterEach, describe, expect, test } from '@jest/globals';
import { EndpointError, type EndpointFault, RpcError } from '../errors/pacer-error.js';
import { type Behaviour, type FaultyNode, startFaultyNode } from './faulty-node.test.support.js';
import { JsonRpcTransport } from './json-rpc.js';

const nodes: FaultyNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

async function behaving(behaviour: Behaviour): Promise<FaultyNode> {
  const node = await startFaultyNode(() => behaviour);
  nodes.push(node);
  return node;
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a failure');
}

describe('JsonRpcTransport', () => {
  const faults: [string, Behaviour, EndpointFault][] = [
    ['HTML with status 502', { html: 502 }, 'http'],
    ['HTML with status 200', { html: 200 }, 'not-json'],
    ['a truncated body', 'truncate', 'not-json'],
    ['no answer', 'hang', 'timeout'],
    ['an answer that stops in the middle', 'hang-in-body', 'timeout'],
    ['a closed connection', 'close', 'unreachable'],
    ['an answer to another call', 'other-id', 'malformed'],
    ['an answer without a result', 'no-result', 'malformed'],
    ['an array', 'array', 'malformed'],
    ['a redirect', 'redirect', 'unreachable'],
    ['more bytes than allowed', 'flood', 'too-large'],
  ];
  test.each(faults)('takes %s as the fault of the endpoint', async (_, behaviour, fault) => {
    const node = await behaving(behaviour);
    const timeoutMs = fault === 'timeout' ? 300 : 60_000;
    const error = await failure(new JsonRpcTransport(node.url, { timeoutMs, maxBytes: 10_000 }).call('status', {}));
    expect(error).toBeInstanceOf(EndpointError);
    expect(error).toMatchObject({ url: node.url, fault, code: `endpoint/${fault}`, retryable: true });
    expect((error as EndpointError).what).not.toBe('');
  });

  test('says which connection was refused', async () => {
    const node = await behaving('close');
    await node.stop();
    nodes.pop();
    const error = await failure(new JsonRpcTransport(node.url).call('status', {}));
    expect(error).toMatchObject({ fault: 'unreachable' });
    expect(String(error)).toContain('ECONNREFUSED');
  });

  test('gives up on the signal of the caller, and on that of the pool', async () => {
    const node = await behaving('hang');
    const caller = new AbortController();
    const call = failure(new JsonRpcTransport(node.url).call('status', {}, caller.signal));
    caller.abort();
    expect(await call).toMatchObject({ fault: 'aborted', retryable: false });
    const pool = new AbortController();
    const other = failure(new JsonRpcTransport(node.url, { signal: pool.signal }).call('status', {}));
    pool.abort();
    expect(await other).toMatchObject({ fault: 'closed', retryable: false });
  });

  test('throws a JSON-RPC error with its code, also behind status 500', async () => {
    const data = 'tx already exists in cache';
    const node = await behaving({ error: { code: -32603, message: 'Internal error', data } });
    const error = await failure(new JsonRpcTransport(node.url).call('broadcast_tx_sync', {}));
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ rpcCode: -32603, retryable: true });
    expect(String(error)).toContain(data);
  });

  test('refuses a URL that is not HTTP', () => {
    expect(() => new JsonRpcTransport('ws://127.0.0.1:26657')).toThrow(EndpointError);
  });
});
