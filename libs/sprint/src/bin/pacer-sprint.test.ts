import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { hex } from '@pacer/crypto';
import { MAX_LINE } from '../external/lines.js';
import { workLine } from '../external/protocol.js';
import { LOCAL_HITS, localTask } from '../testing/tasks.js';

// The command as users run it: what the build made.
const command = join(import.meta.dirname, '../../dist/bin/pacer-sprint.js');
const children: ChildProcessWithoutNullStreams[] = [];

const flags: Record<string, string> = {
  ...{ dim: '64', layers: '2', heads: '2', ff: '128', seq: '8', chain: 'pacer-test-1', epoch: '7' },
  ...{ beacon: hex(localTask.beacon), host: hex(localTask.host), nonce: '5' },
};
/** The first case of sprint-work.json. */
const DIGEST = '821fb00b5461265ed0b724ec836d3d81874e60d8b6715e2655dfe4151389856d';

function run(changed: Record<string, string | undefined> = {}, ...more: string[]) {
  const args = Object.entries({ ...flags, ...changed }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args, ...more], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

test.each(['wasm', 'reference'])('prints a digest: %s', (implementation) => {
  expect(run({ implementation })).toEqual({ status: 0, stdout: `${DIGEST}\n`, stderr: '' });
});

test('takes a Host in bech32, and prints JSON', () => {
  const host = 'pacer1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzlypgw';
  expect(run({ host }, '--json')).toEqual({ status: 0, stdout: `{"digest":"${DIGEST}"}\n`, stderr: '' });
});

test.each([
  ['dim', '65'],
  ['dim', '0'],
  ['heads', '3'],
  ['seq', '-4'],
  ['ff', 'x'],
  ['layers', undefined],
  ['chain', undefined],
  ['epoch', '18446744073709551616'],
  ['beacon', 'abcd'],
  ['host', hex(localTask.host).slice(1)],
  ['host', 'pacer1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzlypgx'],
  ['nonce', '1.5'],
  ['implementation', 'gpu'],
  ['threads', '2'],
  ['colour', 'red'],
])('--%s %s ends with 2 and one line that names the flag', (name, value) => {
  const { status, stdout, stderr } = run({ [name]: value });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(new RegExp(`^pacer-sprint: [^\n]*${name}[^\n]*\n$`));
});

/** The command speaking the protocol, and what it says. */
function serve(...args: string[]): { child: ChildProcessWithoutNullStreams; next: () => Promise<unknown> } {
  const child = spawn(process.execPath, [command, ...args]);
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, next: async () => JSON.parse(String((await lines.next()).value)) as unknown };
}

/** Hits up to the report that is done. */
async function hitsUntilDone(next: () => Promise<unknown>): Promise<string[]> {
  const hits: string[] = [];
  for (;;) {
    const line = (await next()) as { type: string; hits: string[]; done?: true };
    expect(line.type).toBe('report');
    hits.push(...line.hits);
    if (line.done) return hits;
  }
}

test('speaks the line protocol: works, takes a new work for the old one, stops, refuses, goes on', async () => {
  const { child, next } = serve('--threads', '2');
  expect(await next()).toEqual({ type: 'ready', protocol: 'pacer-sprint/1', name: 'wasm-simd128', threads: 2 });
  child.stdin.write(workLine({ ...localTask, last: 703n }));
  expect(await hitsUntilDone(next)).toEqual(LOCAL_HITS.map(String));
  child.stdin.write(workLine({ ...localTask, first: 1_000_000n }));
  child.stdin.write(workLine({ ...localTask, last: 703n }));
  await hitsUntilDone(next);
  expect(await hitsUntilDone(next)).toEqual(LOCAL_HITS.map(String));
  child.stdin.write('{"type":"stop"}\n');
  child.stdin.write(workLine(localTask));
  child.stdin.write('{"type":"stop"}\n');
  await hitsUntilDone(next);
  child.stdin.write('hello\n');
  expect(await next()).toMatchObject({ type: 'error', code: 'invalid_line' });
  child.stdin.write(workLine({ ...localTask, shape: { ...localTask.shape, dim: 65 } }));
  expect(await next()).toMatchObject({ type: 'error', code: 'invalid_work', message: expect.stringContaining('dim') });
  child.stdin.write(workLine({ ...localTask, target: 0n }));
  expect(await next()).toMatchObject({
    type: 'error',
    code: 'invalid_work',
    message: expect.stringContaining('target'),
  });
  child.stdin.write(workLine({ ...localTask, last: 14n }));
  expect(await hitsUntilDone(next)).toEqual(['14']);
});

test('a line that is refused does not touch the work that runs', async () => {
  const { child, next } = serve('--threads', '1');
  await next();
  child.stdin.write(workLine(localTask));
  const hits: string[] = [];
  const codes: string[] = [];
  let done = false;
  const heard = async (): Promise<void> => {
    const line = (await next()) as { type: string; code: string; epoch: string; hits: string[]; done?: true };
    if (line.type === 'error') codes.push(line.code);
    else {
      expect(line.epoch).toBe('7');
      hits.push(...line.hits);
      done = line.done ?? false;
    }
  };
  await heard();
  const other = workLine({ ...localTask, epoch: 8n });
  for (const line of [
    workLine({ ...localTask, epoch: 8n, shape: { ...localTask.shape, dim: 65 } }),
    other.replace('"dim":64', '"dim":5000'),
    other.replace('"heads":2,', ''),
    other.replace('"epoch":"8"', '"epoch":8'),
    Uint8Array.of(0xff, 0x0a),
    `${'a'.repeat(MAX_LINE + 1)}\n`,
    '{"type":"play"}\n',
  ]) {
    child.stdin.write(line);
  }
  while (codes.length < 7 || hits.length < LOCAL_HITS.length) await heard();
  expect(codes).toEqual([...Array<string>(4).fill('invalid_work'), ...Array<string>(3).fill('invalid_line')]);
  expect(done).toBe(false);
  child.stdin.write('{"type":"stop"}\n');
  while (!done) await heard();
  expect(hits.slice(0, LOCAL_HITS.length)).toEqual(LOCAL_HITS.map(String));
});

test('ends with 0 when its input ends, in the middle of a work', async () => {
  const { child, next } = serve('--threads', '1');
  await next();
  child.stdin.write(workLine(localTask));
  await next();
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('wrong settings end with 2', () => {
  const { status, stderr } = spawnSync(process.execPath, [command, '--threads', '0'], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('--threads 0');
});
