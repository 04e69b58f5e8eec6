import { afterEach, describe, expect, test } from '@jest/globals';
import { listenForBlocks, type WakeUpChange, type WakeUpOptions, webSocketUrl } from './wake-up.js';
import {
  answer,
  frame,
  frameHead,
  type Manners,
  startWebSocketNode,
  type WebSocketNode,
} from './wake-up-server.test.support.js';

const started: WebSocketNode[] = [];
const listening: { stop: () => Promise<void> }[] = [];

afterEach(async () => {
  for (const one of listening.splice(0)) await one.stop();
  for (const node of started.splice(0)) await node.stop();
});

async function nodes(...manners: Manners[]): Promise<WebSocketNode[]> {
  const all = await Promise.all(manners.map(startWebSocketNode));
  started.push(...all);
  return all;
}

/** For nodes that are silent; a healthy one may take its time on a busy machine. */
const IMPATIENT = { answerMs: 3_000 };

/** Listens with pauses a hundred times as short, and notes what happens. */
function listen(urls: readonly string[], options: Partial<WakeUpOptions> = {}) {
  const controller = new AbortController();
  const changes: WakeUpChange[] = [];
  let hints = 0;
  const ended = listenForBlocks({
    urls,
    onHint: () => (hints += 1),
    height: () => 0n,
    signal: controller.signal,
    onChange: (change) => changes.push(change),
    ...{ heartbeatMs: 100, answerMs: 30_000, retryMs: { least: 5, most: 40 } },
    ...options,
  });
  const stop = async () => {
    controller.abort();
    await ended;
  };
  listening.push({ stop });
  return {
    ...{ changes, ended, stop },
    hints: () => hints,
    whys: () => changes.flatMap((change) => (change.kind === 'lost' ? [change.why] : [])),
  };
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > 30_000) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** A bad node comes first: it is left, for that reason, and hints come from the other. */
async function isLeft(manners: Manners, why: RegExp, options: Partial<WakeUpOptions> = {}): Promise<void> {
  const [bad, good] = await nodes(manners, {});
  const heard = listen([bad!.url, good!.url], { maxLength: 5_000, ...options });
  await until('it listens to the other', () =>
    heard.changes.some((change) => change.kind === 'listening' && change.url === good!.url),
  );
  expect(heard.whys()[0]).toMatch(why);
  await until('a hint', () => {
    good!.peers.at(-1)?.header();
    return heard.hints() > 0;
  });
}

describe('listening for blocks', () => {
  test('subscribes to headers and gives a hint for each, whatever it says', async () => {
    const [node] = await nodes({});
    const heard = listen([node!.url]);
    await until('it subscribed', () => heard.changes.some(({ kind }) => kind === 'listening'));
    expect(node!.peers[0]?.calls[0]).toMatchObject({
      method: 'subscribe',
      params: { query: "tm.event='NewBlockHeader'" },
    });
    expect(heard.hints()).toBe(0);
    node!.peers[0]?.header();
    node!.peers[0]?.say({ jsonrpc: '2.0', id: 1, result: { nonsense: true } });
    await until('two hints', () => heard.hints() === 2);
  });

  test('asks for a sign of life again and again, and keeps a connection that gives it', async () => {
    const [node] = await nodes({});
    const heard = listen([node!.url], { heartbeatMs: 10 });
    await until('five beats', () => (node!.peers[0]?.calls.length ?? 0) > 5);
    expect(node!.peers[0]?.calls[3]).toMatchObject({ method: 'health' });
    expect(heard.whys()).toEqual([]);
    expect(node!.asked).toBe(1);
  });

  test.each<[string, Manners, RegExp]>([
    ['refuses the upgrade', { refuse: 403 }, /failed|closed/],
    [
      'refuses the subscription',
      { onCall: (peer, { id }) => peer.say({ jsonrpc: '2.0', id, error: { code: -32603, message: 'too many' } }) },
      /it refused: too many/,
    ],
    ['answers with text that is no JSON', { onCall: (peer) => peer.say('<html>busy</html>') }, /it sent .*html/],
    [
      'answers another call',
      { onCall: (peer, { id }) => peer.say({ jsonrpc: '2.0', id: id + 7, result: {} }) },
      /answered call 8/,
    ],
    [
      'sends bytes that are no frame',
      { onCall: (peer) => peer.socket.write(Buffer.from('HTTP/1.1 200 OK\r\n\r\n<html></html>')) },
      /failed|closed/,
    ],
    [
      'sends a message that is too long',
      { onCall: (peer) => peer.socket.write(frame(JSON.stringify({ id: 1, result: 'x'.repeat(10_000) }))) },
      /message of 10\d\d\d characters/,
    ],
    [
      'announces a message of a terabyte',
      { onCall: (peer) => peer.socket.write(frameHead(2 ** 40)) },
      /failed|closed|no answer/,
    ],
    ['dies', { onCall: (peer) => peer.socket.destroy() }, /failed|closed/],
  ])('a node that %s is left for the next at once', async (_name, manners, why) => {
    await isLeft(manners, why);
  });

  test.each<[string, Manners, RegExp]>([
    ['never answers the upgrade', { mute: true }, /did not connect within 3000 ms/],
    ['never answers the subscription', { onCall: () => undefined }, /subscribe had no answer within 3000 ms/],
    [
      'goes silent after the subscription',
      { onCall: (peer, call) => (call.method === 'subscribe' ? answer(peer, call) : undefined) },
      /health had no answer within 3000 ms/,
    ],
    [
      'sends a message without an end',
      {
        onCall: (peer) => {
          peer.socket.write(frameHead(100_000_000));
          const drip = setInterval(() => peer.socket.write(Buffer.alloc(1000)), 5);
          peer.socket.on('close', () => {
            clearInterval(drip);
          });
        },
      },
      /no answer within 3000 ms/,
    ],
  ])('a node that %s is left for the next when time is up', async (_name, manners, why) => {
    await isLeft(manners, why, IMPATIENT);
  });

  test('a node that forgot the subscription is left when heights rise without headers', async () => {
    const [forgetful, good] = await nodes({}, {});
    let height = 10n;
    const heard = listen([forgetful!.url, good!.url], { heartbeatMs: 20, height: () => height });
    await until('it beats', () => (forgetful!.peers[0]?.calls.length ?? 0) > 3);
    height = 12n;
    await until('it beats on', () => (forgetful!.peers[0]?.calls.length ?? 0) > 6);
    expect(heard.whys()).toEqual([]);
    height = 13n;
    await until('it listens to the other', () => good!.peers.length > 0);
    expect(heard.whys()[0]).toBe('no header came while the chain went 3 blocks on');
  });

  test('subscribes anew with each connection of a node that dies again and again', async () => {
    const [node] = await nodes({});
    const heard = listen([node!.url]);
    for (let times = 1; times <= 4; times++) {
      await until('it subscribed', () => node!.peers[times - 1]?.calls[0]?.method === 'subscribe');
      node!.peers[times - 1]?.header();
      await until('a hint', () => heard.hints() === times);
      node!.peers[times - 1]?.socket.destroy();
    }
  });

  test('waits twice as long after each failure up to a bound, and little again after a header', async () => {
    const [bad, node] = await nodes({ refuse: 503 }, {});
    const heard = listen([bad!.url], { random: () => 0.999999 });
    await until('six failures', () => heard.whys().length >= 6);
    await heard.stop();
    const pauses = heard.changes.flatMap((change) => (change.kind === 'lost' ? [Math.round(change.retryMs)] : []));
    expect(pauses.slice(0, 6)).toEqual([5, 10, 20, 40, 40, 40]);
    const lucky = listen([bad!.url, bad!.url, node!.url], { random: () => 0 });
    await until('it subscribed', () => node!.peers.length > 0 && lucky.changes.at(-1)?.kind === 'listening');
    node!.peers[0]?.header();
    await until('a hint', () => lucky.hints() > 0);
    node!.peers[0]?.socket.destroy();
    await until('it was lost', () => lucky.whys().length >= 3);
    const after = lucky.changes.flatMap((change) => (change.kind === 'lost' ? [change.retryMs] : []));
    expect(after.slice(0, 3)).toEqual([2.5, 5, 2.5]);
  });

  test('ends at once when it is given up: while connecting, listening and pausing', async () => {
    const [mute, good, bad] = await nodes({ mute: true }, {}, { refuse: 503 });
    const connecting = listen([mute!.url], { answerMs: 600_000 });
    await until('it connects', () => mute!.asked > 0);
    await connecting.stop();
    const active = listen([good!.url], { heartbeatMs: 600_000 });
    await until('it listens', () => active.changes.length > 0);
    await active.stop();
    const pausing = listen([bad!.url], { retryMs: { least: 600_000, most: 600_000 } });
    await until('it pauses', () => pausing.whys().length > 0);
    await pausing.stop();
    const before = new AbortController();
    before.abort();
    await listenForBlocks({ urls: [good!.url], onHint: () => undefined, height: () => 0n, signal: before.signal });
  });

  test('a URL that no WebSocket takes, or no node behind one, is a failure like others', async () => {
    const [good] = await nodes({});
    const heard = listen(['nonsense', 'http://127.0.0.1:1', good!.url]);
    await until('it listens', () => heard.changes.at(-1)?.kind === 'listening');
    expect(heard.whys()[0]).toMatch(/^it cannot be opened/);
    expect(heard.whys()[1]).toMatch(/failed|closed/);
  });

  test('where there is no WebSocket there is no hint, and nothing to wait for', async () => {
    const platform = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket')!;
    Object.defineProperty(globalThis, 'WebSocket', { value: undefined, configurable: true, writable: true });
    try {
      const heard = listen(['http://127.0.0.1:1']);
      await heard.ended;
      expect(heard.changes).toEqual([{ kind: 'unavailable', why: 'this platform has no WebSocket' }]);
    } finally {
      Object.defineProperty(globalThis, 'WebSocket', platform);
    }
    const none = listen([]);
    await none.ended;
    expect(none.changes).toEqual([{ kind: 'unavailable', why: 'there is no endpoint' }]);
  });
});

describe('the URL of the WebSocket', () => {
  test.each([
    ['http://127.0.0.1:26657', 'ws://127.0.0.1:26657/websocket'],
    ['https://rpc.example/', 'wss://rpc.example/websocket'],
    ['HTTPS://rpc.example/chain/', 'wss://rpc.example/chain/websocket'],
    ['https://rpc.example/chain?key=a/b', 'wss://rpc.example/chain/websocket?key=a/b'],
  ])('of %s is %s', (rpc, url) => {
    expect(webSocketUrl(rpc)).toBe(url);
  });
});
