import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { WebSocketServer, type WebSocket } from 'ws';
import { hintsOfBlocks, type OpenHints } from './block-hints.js';
import { openWebSocket } from './chain/open-web-socket.js';
import { createLogger } from './log.js';

const log = createLogger({ program: 'test', destination: { write: () => undefined } });
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A node that takes subscriptions; `then` is what it does after that. */
async function node(then: (peer: WebSocket) => void) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const peers: WebSocket[] = [];
  server.on('connection', (peer) => {
    peers.push(peer);
    peer.on('message', (data) => {
      const { id, method } = JSON.parse((data as Buffer).toString()) as { id: number; method: string };
      peer.send(JSON.stringify({ jsonrpc: '2.0', id, result: {} }));
      if (method === 'subscribe') then(peer);
    });
  });
  await once(server, 'listening');
  closing.push(() => {
    for (const peer of server.clients) peer.terminate();
    return new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, peers };
}

/** Takes connections and never says a word, or says one and then none. */
async function deaf(says = ''): Promise<{ url: string; sockets: Set<Socket>; server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    if (says) socket.write(says);
    socket.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sockets, server };
}

/** A node that is well may take its time on a busy machine; where one is silent, `answerMs` is short. */
function hintsOf(urls: string[], answerMs = 60_000): OpenHints {
  const endpoints = urls.map((url) => ({ url })) as never;
  const times = { answerMs, retryMs: { least: 5, most: 20 } };
  const hints = hintsOfBlocks({ openWebSocket, pool: { endpoints, minHeight: 0n }, log, times });
  if (!hints) throw new Error('there are none');
  closing.push(() => hints.close());
  return hints;
}

const header = (peer: WebSocket, filler = '') => {
  peer.send(JSON.stringify({ jsonrpc: '2.0', id: 1, result: { query: '', data: { filler } } }));
};

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > 30_000) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('hints of blocks', () => {
  it('come from a node, and are kept until somebody waits', async () => {
    const { url } = await node((peer) => {
      header(peer);
    });
    const hints = hintsOf([url]);
    await until('a hint', () => hints.given.aborted);
    hints.clear();
    expect(hints.given.aborted).toBe(false);
  });

  it('leave a node whose message is too big before it is in memory, and one that says nothing, without a socket', async () => {
    const mute = await deaf();
    const nonsense = await deaf('SSH-2.0-OpenSSH\r\n');
    const big = await node((peer) => {
      header(peer, 'x'.repeat(2 * 1024 * 1024));
    });
    const good = await node((peer) => {
      header(peer);
    });
    const hints = hintsOf([mute.url, nonsense.url, big.url, good.url], 1_000);
    await until('a hint', () => hints.given.aborted);
    await until('no socket to those that say nothing', () => mute.sockets.size + nonsense.sockets.size === 0);
    await until('no socket to the one that says too much', () => big.peers[0]?.readyState === 3);
  });

  it('end with the socket, though the node does not close it', async () => {
    const { url, peers } = await node((peer) => {
      header(peer);
      peer.pause();
    });
    const hints = hintsOf([url]);
    await until('a hint', () => hints.given.aborted);
    await hints.close();
    peers[0]?.resume();
    await until('the socket is gone', () => peers[0]?.readyState === 3);
  });

  it('are none on a machine without a WebSocket, or for an agent without a pool', () => {
    const pool = { endpoints: [], minHeight: 0n };
    expect(hintsOfBlocks({ pool, log })).toBeUndefined();
    expect(hintsOfBlocks({ openWebSocket, pool: undefined, log })).toBeUndefined();
  });
});
