import type { RequestListener } from 'node:http';
import { OwnerPauses } from './owner-pauses.js';
import { BLOCK_MS, closeAll, honest, NOW, ownerOf, serve, validatorHere } from './validator.test.support.js';

afterEach(closeAll);

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
    ['never answers', 'timeout', () => undefined],
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
    const { duty, result } = await validator.run(header, await serve(listener));
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
    const pauses = new OwnerPauses();
    await validator.run(header, silent, { pauses });
    const other = await validator.run({ ...header, id: 5n }, silent, { pauses, now: () => NOW });
    expect(connections).toBe(1);
    expect(other.duty).toMatchObject({ state: 'failed', nextTryMs: NOW + BLOCK_MS });
    const again = await validator.run(header, url, { pauses, now: () => NOW + BLOCK_MS });
    expect(again.result?.verdict).toBe('match');
    expect(pauses.until(header.host)).toBe(0);
  });

  test('one that does not know a batch yet is asked for its others at once', async () => {
    const { url, header } = await ownerOf();
    const validator = validatorHere();
    const pauses = new OwnerPauses();
    await validator.run({ ...header, id: 5n }, url, { pauses });
    expect(validator.postponed).toEqual(['status']);
    expect(pauses.until(header.host)).toBe(0);
  });

  test('a batch of another Host’s root is never taken for this one', async () => {
    const { url } = await ownerOf();
    const { header } = await ownerOf(honest, 'another question');
    const validator = validatorHere();
    await validator.run(header, url);
    expect(validator.postponed).toEqual(['path']);
  });
});
