import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SprintError } from '../error.js';
import type { Prover } from '../prover.js';
import { LOCAL_HITS, localTask, proved, rejection } from '../testing/tasks.js';
import { type ExternalProverOptions, openExternalProver } from './open-external-prover.js';

// The command as users run it: what the build made.
const command = join(import.meta.dirname, '../../dist/bin/pacer-sprint.js');
const folder = mkdtempSync(join(tmpdir(), 'pacer-sprint-'));
const provers: Prover[] = [];

async function open(program: string, args: readonly string[], options?: ExternalProverOptions): Promise<Prover> {
  const prover = await openExternalProver(program, args, options);
  provers.push(prover);
  return prover;
}

const openWasm = (): Promise<Prover> => open(process.execPath, [command, '--threads', '2']);

/** Another program that a Host might try: it says these lines when it starts, and others when it gets work. */
async function openOther(first: object[], then: unknown[], options?: ExternalProverOptions): Promise<Prover> {
  const file = join(folder, 'other.mjs');
  const say = (lines: unknown[]): string =>
    lines
      .map((line) => `console.log(${JSON.stringify(typeof line === 'string' ? line : JSON.stringify(line))});`)
      .join('');
  const answer = `let worked = false; process.stdin.on('data', () => { if (worked) return; worked = true; ${say(then)} });`;
  writeFileSync(file, `${say(first)}${answer}process.stdin.on('end', () => process.exit());`);
  return open(process.execPath, [file], options);
}

const ready = { type: 'ready', protocol: 'pacer-sprint/1', name: 'other', threads: 3 };
const report = (frontier: bigint, hits: bigint[] = [], done = false): object => ({
  ...{ type: 'report', epoch: '7', frontier: String(frontier), hits: hits.map(String), ...(done && { done }) },
});

afterEach(async () => {
  await Promise.all(provers.splice(0).map((prover) => prover.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('finds the hits of the vectors through the command of this package', async () => {
  const prover = await openWasm();
  expect(prover).toMatchObject({ name: 'wasm-simd128', threads: 2 });
  const { hits, frontier } = await proved(prover, { ...localTask, last: 703n });
  expect(hits).toEqual(LOCAL_HITS);
  expect(frontier).toBe(704n);
  const all = { ...localTask, target: 2n ** 64n - 1n, first: 2n ** 64n - 3n };
  expect(await proved(prover, all)).toMatchObject({
    frontier: 2n ** 64n,
    hits: [3n, 2n, 1n].map((n) => 2n ** 64n - n),
  });
});

test('an aborted signal ends it with a last report; leaving the loop makes room for the next task', async () => {
  const prover = await openWasm();
  const controller = new AbortController();
  const stopped = await proved(prover, localTask, { signal: controller.signal, onReport: () => controller.abort() });
  const again = await proved(prover, { ...localTask, last: stopped.frontier });
  expect(again.hits.filter((hit) => hit < stopped.frontier)).toEqual(stopped.hits);
  for await (const _ of prover.prove(localTask, new AbortController().signal)) {
    expect(await rejection(proved(prover, localTask))).toMatchObject({ code: 'busy' });
    break;
  }
  expect((await proved(prover, { ...localTask, last: 703n })).hits).toEqual(LOCAL_HITS);
});

test('a prover that refuses a task stays usable', async () => {
  const shape = { ...localTask.shape, seq: 8 };
  const refusal = { type: 'error', code: 'invalid_work', message: 'only 16 tokens: use another prover' };
  const prover = await openOther([ready], [refusal]);
  const error = await rejection(proved(prover, { ...localTask, shape }));
  expect(error).toBeInstanceOf(SprintError);
  expect(error).toMatchObject({ code: 'prover_refused', message: expect.stringContaining('only 16 tokens') });
});

test('a prover killed by SIGKILL is a typed error, after what it had reported', async () => {
  // The shell's process becomes the prover's.
  const pids: number[] = [];
  const prover = await open('sh', ['-c', 'echo $$ >&2; exec "$0" "$1" --threads 1', process.execPath, command], {
    onLog: (line) => pids.push(Number(line)),
  });
  const found: bigint[] = [];
  const error = await rejection(
    proved(prover, localTask, {
      onReport: ({ hits }) => {
        found.push(...hits);
        process.kill(pids[0]!, 'SIGKILL');
      },
    }),
  );
  expect(found.length).toBeGreaterThan(0);
  expect(error).toMatchObject({ name: 'SprintError', code: 'prover_died', retryable: true });
  expect(String(error)).toContain('SIGKILL');
  expect(await rejection(proved(prover, localTask))).toBe(error);
});

test('close ends the program and its task', async () => {
  const pids: number[] = [];
  const prover = await open('sh', ['-c', 'echo $$ >&2; exec "$0" "$1" --threads 1', process.execPath, command], {
    onLog: (line) => pids.push(Number(line)),
  });
  expect(await rejection(proved(prover, localTask, { onReport: () => void prover.close() }))).toMatchObject({
    code: 'closed',
  });
  await prover.close();
  expect(() => process.kill(pids[0]!, 0)).toThrow('ESRCH');
});

test('close kills a program that does not end by itself', async () => {
  const pids: number[] = [];
  const script = `echo $$ >&2; echo '${JSON.stringify(ready)}'; while :; do sleep 0.1; done`;
  const prover = await open('sh', ['-c', script], { onLog: (line) => pids.push(Number(line)) });
  await prover.close();
  expect(() => process.kill(pids[0]!, 0)).toThrow('ESRCH');
});

test.each<[string, unknown[], string]>([
  ['nonsense', ['hello'], 'no JSON'],
  ['an unknown line', [{ type: 'progress' }], 'type'],
  ['a number for a string', [{ ...report(1n), frontier: 1 }], 'frontier'],
  ['a hit at its frontier', [report(5n, [5n])], 'not below its frontier'],
  ['hits out of order', [report(5n, [3n, 2n])], 'out of order'],
  ['a hit twice', [report(5n, [3n, 3n])], 'out of order'],
  ['a hit after the report for it', [report(5n), report(9n, [4n])], 'after the report for it'],
  ['a frontier that falls', [report(5n), report(4n)], 'below 5'],
  ['a frontier beyond the last nonce', [report(702n, [], true), report(1n)], 'beyond'],
  ['another epoch', [{ ...report(5n), epoch: '8' }], 'epoch 8'],
  ['ready twice', [ready], 'twice'],
  ['a line that is no UTF-8', ['\u0000\\xff'], 'no JSON'],
])('a prover that writes %s is killed and named', async (_, lines, said) => {
  const prover = await openOther([ready], lines);
  const error = await rejection(proved(prover, { ...localTask, last: 700n }));
  expect(error).toMatchObject({ code: 'prover_protocol', retryable: false, message: expect.stringContaining(said) });
  expect(await rejection(proved(prover, localTask))).toBe(error);
});

test('a prover that says nothing, or does not stop, is killed and named', async () => {
  const silent = await openOther([ready], [], { silenceTimeoutMs: 50 });
  expect(await rejection(proved(silent, localTask))).toMatchObject({
    message: expect.stringContaining('says nothing'),
  });
  const endless = await openOther([ready], [report(1n)], { stopTimeoutMs: 50 });
  const controller = new AbortController();
  const options = { signal: controller.signal, onReport: () => controller.abort() };
  expect(await rejection(proved(endless, localTask, options))).toMatchObject({
    code: 'prover_protocol',
    message: expect.stringContaining('did not stop'),
  });
});

test.each<[string, () => Promise<unknown>, string, string]>([
  ['is not there', () => open(join(folder, 'none'), []), 'prover_start', 'check the path'],
  [
    'ends at once',
    () => open('sh', ['-c', 'echo no GPU >&2; exit 3']),
    'prover_start',
    'exit code 3 (its last words: no GPU)',
  ],
  ['is never ready', () => open('sleep', ['60'], { readyTimeoutMs: 50 }), 'prover_start', 'within 50 ms'],
  ['begins with something else', () => openOther([report(1n)], []), 'prover_protocol', 'not "ready"'],
  [
    'speaks another protocol',
    () => openOther([{ ...ready, protocol: 'pacer-sprint/2' }], []),
    'prover_protocol',
    'protocol',
  ],
])('a program that %s is a typed error', async (_, start, code, said) => {
  const error = await rejection(start());
  expect(error).toBeInstanceOf(SprintError);
  expect(error).toMatchObject({ code, message: expect.stringContaining(said) });
});
