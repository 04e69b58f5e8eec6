import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EndpointPool } from '@pacer/client';
import { PoolChain } from './pool-chain.js';

let server: Server;
let pool: EndpointPool;
let url: string;
/** what the node answers to a broadcast: a result or an error of JSON-RPC */
let answer: { result: object } | { error: object };

beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      const { id } = JSON.parse(body) as { id: number };
      response.end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  pool = new EndpointPool({ urls: [url], chainId: 'pacer-test' });
});

afterEach(async () => {
  pool.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const broadcast = () => new PoolChain(pool).broadcast(url, new Uint8Array([1]));
const refusedWith = (codespace: string, code: number) => ({ result: { code, codespace, log: 'for people' } });

describe('what a node answers to a broadcast', () => {
  it.each([
    ['sdk', 18, 'known'],
    ['sdk', 19, 'known'],
    ['sdk', 32, 'known'],
    ['sdk', 30, 'expired'],
    ['sdk', 42, 'expired'],
    ['sdk', 5, 'refused'],
    ['sdk', 13, 'refused'],
    ['sdk', 20, 'refused'],
    ['sdk', 37, 'refused'],
    ['feegrant', 5, 'refused'],
    // The same number of another codespace means something else.
    ['sprint', 18, 'refused'],
    ['sprint', 19, 'refused'],
    ['staking', 42, 'refused'],
  ])('%s %d means %s', async (codespace, code, kind) => {
    answer = refusedWith(codespace, code);
    expect(await broadcast()).toEqual({ kind, code, codespace, log: 'for people' });
  });

  it('code 0 means accepted', async () => {
    answer = { result: { code: 0, codespace: '', log: '' } };
    expect(await broadcast()).toMatchObject({ kind: 'accepted', code: 0 });
  });

  it('−32603, as for bytes that it has in its cache, means that the chain has to be looked at', async () => {
    answer = { error: { code: -32603, message: 'Internal error', data: 'tx already exists in cache' } };
    expect(await broadcast()).toMatchObject({ kind: 'known', code: -32603, codespace: 'jsonrpc' });
  });

  it('another error of JSON-RPC is no answer', async () => {
    answer = { error: { code: -32601, message: 'Method not found' } };
    await expect(broadcast()).rejects.toMatchObject({ code: 'jsonrpc/-32601' });
  });
});
