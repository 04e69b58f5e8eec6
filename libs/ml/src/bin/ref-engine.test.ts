import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { HttpMlNode } from '../node/http-ml-node.js';
import type { Generation } from '../node/ml-node.js';

// The program as users run it: what the build made.
const program = join(import.meta.dirname, '..', '..', 'dist', 'bin', 'ref-engine.js');
const children: ChildProcessWithoutNullStreams[] = [];

function start(...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [program, ...args]);
  children.push(child);
  return child;
}

/** Its first line, parsed. */
async function listening(child: ChildProcessWithoutNullStreams): Promise<string> {
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('\n')) return (JSON.parse(output) as { listening: string }).listening;
  }
  throw new Error(`ended without a line: ${output}`);
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; errors: string }> {
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  return { code, errors };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const request = {
  model: 'b',
  promptIds: [249, 72, 250],
  maxTokens: 32,
  temperature: 1,
  chainId: 'pacer-test-1',
  requestId: new Uint8Array(32),
};

test('serves models on a free port, says where, and ends with 0 on SIGTERM', async () => {
  const child = start('--model', 'a', '--model', 'b');
  const url = await listening(child);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  const get = async (path: string): Promise<unknown> => (await fetch(url + path)).json();
  expect(await get('/healthz')).toEqual({ ok: true, in_flight: 0 });
  expect(await get('/v1/models')).toEqual({ models: ['a', 'b'] });
  const first = await new HttpMlNode(url).generate(request);
  expect(await new HttpMlNode(url).generate(request)).toEqual(first);
  child.kill('SIGTERM');
  expect((await ended(child)).code).toBe(0);
});

test('a request that runs when SIGTERM comes is answered; new ones find nobody', async () => {
  const child = start('--model', 'b');
  const url = await listening(child);
  const node = new HttpMlNode(url);
  let running: Promise<Generation>[] = [];
  let left = 0;
  const health = async () => (await (await fetch(`${url}/healthz`)).json()) as { in_flight: number };
  do {
    // On a busy machine the first may be answered before the last is there: then all are asked again.
    if (left === 0) running = Array.from({ length: 8 }, () => node.generate(request).finally(() => (left -= 1)));
    left ||= 8;
  } while ((await health()).in_flight < 8);
  child.kill('SIGTERM');
  const end = ended(child);
  expect((await Promise.all(running)).map((answer) => answer.outputIds.length > 0)).toEqual(
    Array.from({ length: 8 }, () => true),
  );
  expect((await end).code).toBe(0);
  await expect(node.generate(request)).rejects.toMatchObject({ code: 'unreachable' });
});

test('healthz answers while the engine computes', async () => {
  const url = await listening(start('--model', 'b'));
  const node = new HttpMlNode(url);
  let seen = 0;
  // A busy machine may let the engine compute all of it before this process asks often enough: then it computes again.
  for (let round = 0; seen <= 3 && round < 20; round++) {
    let computing = true;
    const running = Promise.all(Array.from({ length: 4 }, () => node.generate(request))).then(() => {
      computing = false;
    });
    for (seen = 0; computing;) {
      const { in_flight: inFlight } = (await (await fetch(`${url}/healthz`)).json()) as { in_flight: number };
      if (inFlight > 0) seen += 1;
    }
    await running;
  }
  expect(seen).toBeGreaterThan(3);
});

test.each([
  ['no JSON', 'POST', '/v1/generate', 'hello', 'bad_request'],
  ['no object', 'POST', '/v1/generate', '[]', 'bad_request'],
  ['missing fields', 'POST', '/v1/score', '{"model":"b"}', 'bad_request'],
  ['an unknown field', 'POST', '/v1/generate', '{"stream":true}', 'bad_request'],
  ['another path', 'GET', '/', undefined, 'bad_request'],
  ['another method', 'GET', '/v1/generate', undefined, 'bad_request'],
  ['a name of every object', 'GET', '/constructor', undefined, 'bad_request'],
])('bad input is a 400 with a typed body: %s', async (_, method, path, body, code) => {
  const url = await listening(start('--model', 'b'));
  const response = await fetch(url + path, body === undefined ? { method } : { method, body });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code, retryable: false } });
});

test('bytes that are no HTTP do not end it', async () => {
  const url = await listening(start('--model', 'b'));
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume().end('\0\0\0\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
});

test.each([
  ['no model', [], 'give --model NAME'],
  ['a port that is none', ['--model', 'a', '--port', 'x'], 'give 0…65535'],
  ['an unknown flag', ['--model', 'a', '--gpu'], '--gpu'],
])('wrong settings end with 2 and say what is right: %s', async (_, args, said) => {
  const { code, errors } = await ended(start(...args));
  expect(code).toBe(2);
  expect(errors).toContain(said);
});

test('a port that is taken ends with 1 and says so', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, errors } = await ended(start('--model', 'a', '--port', String(port)));
  other.close();
  expect(code).toBe(1);
  expect(errors).toContain('choose another --port');
});
