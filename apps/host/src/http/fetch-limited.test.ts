import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { fetchLimited } from './fetch-limited.js';

const MAX_BYTES = 1_000_000;
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
const serve = (listener: RequestListener): Promise<string> => listen(createHttpServer(listener));
/** A peer that speaks HTTP as it likes: it is told of each connection once something was asked. */
const serveRaw = (answer: (socket: Socket) => void): Promise<string> =>
  listen(createServer((socket) => void socket.once('data', () => answer(socket))));

const get = (url: string, timeoutMs = 60_000, signal?: AbortSignal): Promise<Uint8Array> =>
  fetchLimited(url, { timeoutMs, maxBytes: MAX_BYTES, signal });
const HEAD = 'HTTP/1.1 200 OK\r\n';

test('a body of exactly the limit is read as it is, whether announced or in pieces', async () => {
  const body = Buffer.from(Array.from({ length: MAX_BYTES }, (_, i) => i % 251));
  for (const announced of [true, false]) {
    const url = await serve((_request, response) => {
      if (announced) response.setHeader('content-length', body.length);
      for (let at = 0; at < body.length; at += 30_000) response.write(body.subarray(at, at + 30_000));
      response.end();
    });
    expect(Buffer.compare(await get(url), body)).toBe(0);
  }
});

test('an empty body is empty', async () => {
  expect(await get(await serve((_request, response) => response.end()))).toHaveLength(0);
});

test('compression is not asked for', async () => {
  const url = await serve((request, response) => response.end(request.headers['accept-encoding']));
  expect(Buffer.from(await get(url)).toString()).toBe('identity');
});

test.each(['gzip', 'br', 'deflate, gzip'])('what is sent as %s is refused unread', async (encoding) => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const url = await serve((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(bomb);
  });
  await expect(get(url)).rejects.toMatchObject({ code: 'encoded', retryable: true });
});

test('a length that is announced beyond the limit is refused without a byte of the body', async () => {
  const url = await serveRaw((socket) => socket.write(`${HEAD}content-length: 209715200\r\n\r\n`));
  await expect(get(url)).rejects.toMatchObject({ code: 'too-large' });
});

test('pieces of one byte end at the limit', async () => {
  let sent = 0;
  const url = await serveRaw((socket) => {
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
    const more = (): void => {
      while (!socket.destroyed && (sent += 1_000) && socket.write('1\r\na\r\n'.repeat(1_000)));
      socket.once('drain', more);
    };
    more();
  });
  await expect(get(url)).rejects.toMatchObject({ code: 'too-large' });
  expect(sent).toBeLessThan(2 * MAX_BYTES);
});

test('a byte now and then ends with the deadline', async () => {
  const url = await serve((_request, response) => {
    const timer = setInterval(() => response.write('a'), 10);
    response.once('close', () => {
      clearInterval(timer);
    });
  });
  await expect(get(url, 200)).rejects.toMatchObject({ code: 'timeout' });
});

test.each([
  ['headers beyond 16 KiB', `x-${'a'.repeat(20)}: ${'b'.repeat(20)}\r\n`.repeat(1_000)],
  ['a header without end', `x: ${'b'.repeat(100_000)}`],
])('%s are unreachable', async (_name, headers) => {
  const url = await serveRaw((socket) => socket.write(`${HEAD}${headers}\r\ncontent-length: 2\r\n\r\n{}`));
  await expect(get(url)).rejects.toMatchObject({ code: 'unreachable' });
});

test('1,000 short headers harm nothing', async () => {
  const url = await serveRaw((socket) => socket.write(`${HEAD}${'a: 1\r\n'.repeat(1_000)}content-length: 2\r\n\r\n{}`));
  expect(await get(url)).toHaveLength(2);
});

test.each([
  ['429', '7', 7_000],
  ['503', '0', 0],
  ['503', '99999999', 99_999_999_000],
  ['429', 'soon', undefined],
  ['429', undefined, undefined],
  ['500', '7', undefined],
])('%s with Retry-After %s: %s ms', async (status, value, retryAfterMs) => {
  const url = await serve((_request, response) => {
    response.writeHead(Number(status), value === undefined ? {} : { 'retry-after': value }).end();
  });
  await expect(get(url)).rejects.toMatchObject({ code: 'status', status: Number(status), retryAfterMs });
});

test('Retry-After may be a date', async () => {
  const url = await serve((_request, response) => {
    response.writeHead(503, { 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }).end();
  });
  const error = (await get(url).catch((thrown: unknown) => thrown)) as { retryAfterMs: number };
  expect(error.retryAfterMs).toBeGreaterThan(3_000_000);
  expect(error.retryAfterMs).toBeLessThanOrEqual(3_600_000);
});

test('the caller’s signal is told apart from the deadline', async () => {
  const stop = new AbortController();
  const url = await serve(() => {
    stop.abort();
  });
  await expect(get(url, 60_000, stop.signal)).rejects.toMatchObject({ code: 'aborted', retryable: false });
});
