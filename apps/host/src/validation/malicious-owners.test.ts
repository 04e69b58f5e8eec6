import type { RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { MAX_OPENED_BYTES } from '../records/opened-record.js';
import { OwnerStanding } from './owner-standing.js';
import { BLOCK_MS, closeAll, honest, NOW, ownerOf, serve, SHORT_MS, validatorHere } from './validator.test.support.js';

afterEach(closeAll);

/** 100 MB in 100 kB. */
const BOMB = gzipSync(Buffer.alloc(100_000_000, 0x20));

describe('a malicious or broken owner gets no verdict, and is asked again', () => {
  const answering =
    (body: string | Uint8Array): RequestListener =>
    (_request, response) => {
      response.end(body);
    };

  test.each<[string, string, RequestListener]>([
    [
      'sends without end',
      'too-large',
      (_request, response) => {
        const chunk = Buffer.alloc(64 * 1024, 0x20);
        const more = (): void => {
          while (!response.destroyed && response.write(chunk));
          response.once('drain', more);
        };
        more();
      },
    ],
    [
      'announces 200 MB',
      'too-large',
      (_request, response) => void response.writeHead(200, { 'content-length': 200_000_000 }).write('{'),
    ],
    [
      'sends a bomb of gzip',
      'encoded',
      (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
    ],
    [
      'sends a byte now and then',
      'timeout',
      (_request, response) => {
        const timer = setInterval(() => response.write(' '), 20);
        response.once('close', () => {
          clearInterval(timer);
        });
      },
    ],
    ['never answers', 'timeout', () => undefined],
    [
      'answers headers only',
      'timeout',
      (_request, response) => {
        response.writeHead(200).flushHeaders();
      },
    ],
    [
      'sends 1,000 headers',
      'unreachable',
      (_request, response) => {
        for (let i = 0; i < 1_000; i++) response.setHeader(`x-header-${i}`, 'some value');
        response.end('{}');
      },
    ],
    [
      'hangs up in the middle',
      'unreachable',
      (_request, response) => {
        response.writeHead(200, { 'content-length': 1_000 }).write('{"epoch":');
        setTimeout(() => response.destroy(), 20);
      },
    ],
    ['begins and never ends', 'timeout', (_request, response) => void response.write('{')],
    ['hangs up', 'unreachable', (request) => request.socket.destroy()],
    ['sends a web page', 'not-a-record', answering('<html><body>404</body></html>')],
    ['sends half a record', 'not-a-record', answering('{"epoch":"3","batch":"4"')],
    ['sends another shape', 'not-a-record', answering('{"epoch":3}')],
    ['sends no UTF-8', 'not-a-record', answering(Uint8Array.of(0xff, 0xfe))],
    ['does not know the batch', 'status', (_request, response) => void response.writeHead(404).end('{}')],
    [
      'sends elsewhere',
      'unreachable',
      (_request, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
  ])('it %s: %s', async (_name, code, listener) => {
    const { header } = await ownerOf();
    const validator = validatorHere();
    const parts = code === 'timeout' ? { fetchMs: SHORT_MS } : {};
    const { duty, result } = await validator.run(header, await serve(listener), parts);
    expect(result).toBeUndefined();
    expect(duty).toMatchObject({ state: 'failed', failures: 1, nextTryMs: NOW + BLOCK_MS });
    expect(duty?.lastError).not.toBe('');
    expect(validator.postponed).toEqual([code]);
    expect(validator.lines.join('')).not.toContain('unclassified');
  });

  const recordAt = async (url: string, index: number): Promise<object> => {
    const answer = await fetch(`${url}/v1/batches/3/4/${index}`);
    return (await answer.json()) as object;
  };
  /** The owner's own answer, changed on the way. */
  const changing =
    (url: string, change: (record: Record<string, unknown>) => object | Promise<object>): RequestListener =>
    (request, response) => {
      void fetch(`${url}${request.url}`)
        .then((answer) => answer.json() as Promise<Record<string, unknown>>)
        .then(change)
        .then((record) => response.end(JSON.stringify(record)));
    };

  test.each<[string, string, (record: Record<string, unknown>, url: string) => object | Promise<object>]>([
    ['another record of the batch', 'other-place', async (_record, url) => recordAt(url, 1)],
    [
      'another record under this index',
      'path',
      async (record, url) => ({
        ...(await recordAt(url, 1)),
        index: record.index,
      }),
    ],
    ['another path', 'path', (record) => ({ ...record, path: [] })],
    ['another body', 'body-hash', (record) => ({ ...record, body: 'e30=' })],
    ['another response', 'response-hash', (record) => ({ ...record, response: 'e30=' })],
    ['another artifact', 'artifact-hash', (record) => ({ ...record, artifact: 'e30=' })],
  ])('it sends %s: %s', async (_name, code, change) => {
    const { url, header } = await ownerOf();
    const validator = validatorHere();
    const { duty, result } = await validator.run(header, await serve(changing(url, (record) => change(record, url))));
    expect(result).toBeUndefined();
    expect(duty).toMatchObject({ state: 'failed', failures: 1 });
    expect(validator.postponed).toEqual([code]);
  });

  test.each([
    ['is no Host any more', 'no-owner', undefined],
    ['has a file as its address', 'no-address', 'file:///etc/passwd'],
    ['has nonsense as its address', 'no-address', 'not an address'],
    ['cannot be reached', 'unreachable', 'http://127.0.0.1:1'],
  ])('it %s: %s', async (_name, code, url) => {
    const { header } = await ownerOf();
    const validator = validatorHere();
    await validator.run(header, url);
    expect(validator.postponed).toEqual([code]);
  });

  test('it is asked less and less often, and at least every 20 blocks', async () => {
    const { header } = await ownerOf();
    const validator = validatorHere();
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) {
      const { duty } = await validator.run(header, 'http://127.0.0.1:1');
      pauses.push(((duty?.nextTryMs ?? 0) - NOW) / BLOCK_MS);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 20, 20]);
    const warnings = validator.lines.filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toHaveLength(3);
  });

  test('one that is silent costs its other records no further connection until its pause is over', async () => {
    const { url, header } = await ownerOf();
    let connections = 0;
    const silent = await serve(() => void (connections += 1));
    const validator = validatorHere();
    const standing = new OwnerStanding();
    await validator.run(header, silent, { standing, fetchMs: SHORT_MS });
    const other = await validator.run({ ...header, id: 5n }, silent, { standing, now: () => NOW });
    expect(connections).toBe(1);
    expect(other.duty).toMatchObject({ state: 'failed', nextTryMs: NOW + BLOCK_MS });
    const again = await validator.run(header, url, { standing, now: () => NOW + BLOCK_MS });
    expect(again.result?.verdict).toBe('match');
    expect(standing.pausedUntil(header.host)).toBe(0);
  });

  test('one that does not know a batch yet is asked for its others at once', async () => {
    const { url, header } = await ownerOf();
    const validator = validatorHere();
    const standing = new OwnerStanding();
    await validator.run({ ...header, id: 5n }, url, { standing });
    expect(validator.postponed).toEqual(['status']);
    expect(standing.pausedUntil(header.host)).toBe(0);
  });

  test.each([
    ['8 blocks', '4', 8],
    ['less than its turn', '0', 1],
    ['a year: 20 blocks', '31536000', 20],
  ])('one that asks to be left alone for %s is, with all its records', async (_name, retryAfter, blocks) => {
    const { header } = await ownerOf();
    const url = await serve((_request, response) => response.writeHead(429, { 'retry-after': retryAfter }).end());
    const validator = validatorHere();
    const standing = new OwnerStanding();
    const { duty } = await validator.run(header, url, { standing });
    expect(duty).toMatchObject({ state: 'failed', nextTryMs: NOW + blocks * BLOCK_MS });
    expect(standing.paused(NOW)).toEqual(retryAfter === '0' ? [] : [header.host]);
  });

  test('a batch of another Host’s root is never taken for this one', async () => {
    const { url } = await ownerOf();
    const { header } = await ownerOf(honest, 'another question');
    const validator = validatorHere();
    await validator.run(header, url);
    expect(validator.postponed).toEqual(['path']);
  });

  test.each([
    ['announced', 200_000_000],
    ['in chunks', undefined],
  ])('a record of 200 MB, %s, costs no more memory than the longest honest one', async (_name, length) => {
    const { header } = await ownerOf();
    let sent = 0;
    const url = await serve((_request, response) => {
      if (length !== undefined) response.setHeader('content-length', length);
      const chunk = Buffer.alloc(64 * 1024, 0x20);
      const more = (): void => {
        while (!response.destroyed && sent < 200_000_000 && response.write(chunk)) sent += chunk.length;
        response.once('drain', more);
      };
      more();
    });
    const validator = validatorHere();
    const memory = (): number => process.memoryUsage().arrayBuffers;
    const before = memory();
    let most = 0;
    const timer = setInterval(() => (most = Math.max(most, memory() - before)), 1);
    const { result } = await validator.run(header, url);
    clearInterval(timer);
    expect([validator.postponed, result]).toEqual([['too-large'], undefined]);
    // Its buffer as it grows, and what sockets hold on both sides.
    expect(most).toBeLessThan(8 * MAX_OPENED_BYTES);
    expect(sent).toBeLessThan(20_000_000);
  });
});
