import { join } from 'node:path';
import { SprintError } from '../error.js';
import type { Prover } from '../prover.js';
import { OtherProvers, ready, report, type Said } from '../testing/other-prover.js';
import { LOCAL_HITS, localTask, proved, rejection } from '../testing/tasks.js';

// The command as users run it: what the build made.
const command = join(import.meta.dirname, '../../dist/bin/pacer-sprint.js');
const others = new OtherProvers();

const openWasm = (): Promise<Prover> => others.open(process.execPath, [command, '--threads', '2']);

afterEach(() => others.close());
afterAll(() => others.remove());

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
  const prover = await others.openScript(others.lines([ready], [refusal]));
  const error = await rejection(proved(prover, { ...localTask, shape }));
  expect(error).toBeInstanceOf(SprintError);
  expect(error).toMatchObject({ code: 'prover_refused', message: expect.stringContaining('only 16 tokens') });
});

test('a prover killed by SIGKILL is a typed error, after what it had reported', async () => {
  // The shell's process becomes the prover's.
  const pids: number[] = [];
  const prover = await others.open('sh', ['-c', 'echo $$ >&2; exec "$0" "$1" --threads 1', process.execPath, command], {
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
  const prover = await others.open('sh', ['-c', 'echo $$ >&2; exec "$0" "$1" --threads 1', process.execPath, command], {
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
  const prover = await others.open('sh', ['-c', script], { onLog: (line) => pids.push(Number(line)) });
  await prover.close();
  expect(() => process.kill(pids[0]!, 0)).toThrow('ESRCH');
});

test.each<[string, Said[], string]>([
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
  ['a line that is no UTF-8', [Buffer.from([0xff, 0x0a])], 'no UTF-8'],
])('a prover that writes %s is killed and named', async (_, lines, said) => {
  const prover = await others.openScript(others.lines([ready], lines));
  const error = await rejection(proved(prover, { ...localTask, last: 700n }));
  expect(error).toMatchObject({ code: 'prover_protocol', retryable: false, message: expect.stringContaining(said) });
  expect(await rejection(proved(prover, localTask))).toBe(error);
});

test.each<[string, () => Promise<unknown>, string, string]>([
  ['is not there', () => others.open(join(others.folder, 'none'), []), 'prover_start', 'check the path'],
  [
    'ends at once',
    () => others.open('sh', ['-c', 'echo no GPU >&2; exit 3']),
    'prover_start',
    'exit code 3 (its last words: no GPU)',
  ],
  ['is never ready', () => others.open('sleep', ['60'], { readyTimeoutMs: 50 }), 'prover_start', 'within 50 ms'],
  [
    'begins with something else',
    () => others.openScript(others.lines([report(1n)], [])),
    'prover_protocol',
    'not "ready"',
  ],
  [
    'speaks another protocol',
    () => others.openScript(others.lines([{ ...ready, protocol: 'pacer-sprint/2' }], [])),
    'prover_protocol',
    'protocol',
  ],
  ['lies below a file', () => others.open(join(command, 'prover'), []), 'prover_start', 'ENOTDIR'],
  ['has an argument that no program can have', () => others.open('sh', ['-c', 'a\0b']), 'prover_start', 'arguments'],
  ['has arguments that are too long', () => others.open('sh', ['x'.repeat(4_000_000)]), 'prover_start', 'E2BIG'],
])('a program that %s is a typed error', async (_, start, code, said) => {
  const error = await rejection(start());
  expect(error).toBeInstanceOf(SprintError);
  expect(error).toMatchObject({ code, message: expect.stringContaining(said) });
});
