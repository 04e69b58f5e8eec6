import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { SprintError } from '../error.js';
import type { Prover, SprintReport } from '../prover.js';
import { PRODUCTION, ShapeError } from '../shape.js';
import { LOCAL_HITS, localTask, proved, rejection } from '../testing/tasks.js';
import { openWasmProver } from './open.node.js';

const provers: Prover[] = [];

async function open(threads?: number): Promise<Prover> {
  const prover = await openWasmProver(threads === undefined ? {} : { threads });
  provers.push(prover);
  return prover;
}

afterEach(async () => {
  await Promise.all(provers.splice(0).map((prover) => prover.close()));
});

test.each([1, 2, 5])('%s threads find the hits of the vectors, once each and in order', async (threads) => {
  const prover = await open(threads);
  expect(prover).toMatchObject({ name: 'wasm-simd128', threads });
  const { hits, frontier } = await proved(prover, { ...localTask, last: 703n });
  expect(hits).toEqual(LOCAL_HITS);
  expect(frontier).toBe(704n);
  expect((await proved(prover, { ...localTask, first: 15n, last: 396n })).hits).toEqual([17n, 393n]);
});

test('as many threads as the machine runs, if nobody says how many', async () => {
  expect((await open()).threads).toBe(availableParallelism());
});

test('the range ends with the last u64', async () => {
  const prover = await open(2);
  const task = { ...localTask, target: 2n ** 64n - 1n, first: 2n ** 64n - 5n };
  const { hits, frontier } = await proved(prover, task);
  expect(hits).toEqual([5n, 4n, 3n, 2n, 1n].map((n) => 2n ** 64n - n));
  expect(frontier).toBe(2n ** 64n);
});

test('an aborted signal ends it with a last report; the next task begins where it ended', async () => {
  const prover = await open(2);
  const controller = new AbortController();
  const onReport = ({ frontier }: SprintReport): void => {
    if (frontier > 0n) controller.abort();
  };
  const first = await proved(prover, localTask, { signal: controller.signal, onReport });
  const last = first.frontier + 999n;
  const second = await proved(prover, { ...localTask, first: first.frontier, last });
  const all = await proved(prover, { ...localTask, last });
  expect([...first.hits, ...second.hits]).toEqual(all.hits);
});

test('a signal that was aborted before gives one report with nothing in it', async () => {
  const prover = await open(1);
  expect(await proved(prover, localTask, { signal: AbortSignal.abort() })).toEqual({
    hits: [],
    frontier: 0n,
    reports: 1,
  });
});

test('tasks begun one after the other, each aborting the one before, wait for their turn', async () => {
  const prover = await open(2);
  const controllers = Array.from({ length: 4 }, () => new AbortController());
  const runs = controllers.map(({ signal }, i) => {
    controllers[i - 1]?.abort();
    return proved(prover, { ...localTask, last: 703n }, { signal });
  });
  expect((await Promise.all(runs)).at(-1)?.hits).toEqual(LOCAL_HITS);
});

test('one task at a time; leaving the loop makes room for the next', async () => {
  const prover = await open(1);
  const { signal } = new AbortController();
  for await (const _ of prover.prove(localTask, signal)) {
    const error = await rejection(proved(prover, localTask));
    expect(error).toBeInstanceOf(SprintError);
    expect(error).toMatchObject({ code: 'busy', retryable: true });
    break;
  }
  expect((await proved(prover, { ...localTask, last: 703n })).hits).toEqual(LOCAL_HITS);
});

test('other tasks and sizes on the same threads', async () => {
  const prover = await open(2);
  const all = { ...localTask, target: 2n ** 64n - 1n };
  const shape = { dim: 192, layers: 1, heads: 3, ff: 64, seq: 4 };
  expect((await proved(prover, { ...all, shape, last: 99n })).hits).toHaveLength(100);
  expect((await proved(prover, { ...all, shape: PRODUCTION, last: 2n })).hits).toEqual([0n, 1n, 2n]);
  const other = await proved(prover, { ...localTask, host: new Uint8Array(20), last: 703n });
  expect(other.hits).not.toEqual(LOCAL_HITS);
  expect((await proved(prover, { ...localTask, last: 703n })).hits).toEqual(LOCAL_HITS);
});

test('the event loop goes on while it works', async () => {
  const prover = await open(2);
  let fired = 0;
  const timer = setInterval(() => fired++, 1);
  const { reports } = await proved(prover, { ...localTask, last: 3_000n });
  clearInterval(timer);
  // A busy machine may put off many turns, but there are not only those that a report takes.
  expect(fired).toBeGreaterThan(3 * reports);
});

test('refuses a task that nobody can do', async () => {
  const prover = await open(1);
  const refused = async (change: object): Promise<unknown> => rejection(proved(prover, { ...localTask, ...change }));
  for (const change of [
    { beacon: new Uint8Array(31) },
    { host: new Uint8Array(21) },
    { target: 0n },
    { target: 2n ** 64n },
    { first: -1n },
    { first: 5n, last: 4n },
    { epoch: 2n ** 64n },
    { chainId: '\ud800' },
  ]) {
    expect(await refused(change)).toMatchObject({ name: 'SprintError', code: 'invalid_task', retryable: false });
  }
  expect(await refused({ shape: { ...localTask.shape, dim: 65 } })).toBeInstanceOf(ShapeError);
  expect((await proved(prover, { ...localTask, last: 14n })).hits).toEqual([14n]);
});

test('a closed prover ends its task and takes no other', async () => {
  const prover = await open(2);
  const closed = { name: 'SprintError', code: 'closed' };
  const error = await rejection(proved(prover, localTask, { onReport: () => void prover.close() }));
  expect(error).toMatchObject(closed);
  expect(await rejection(proved(prover, localTask))).toMatchObject(closed);
});

test.each([0, -1, 1.5, 1025])('refuses %s threads', async (threads) => {
  expect(await rejection(openWasmProver({ threads }))).toMatchObject({ code: 'out_of_range' });
});

test('a worker that dies is an error of its own; the next task starts another one', async () => {
  // A program that terminates one of its own workers from outside, while it works.
  const child = join(import.meta.dirname, '../../dist/wasm/open.node.test.child.js');
  const program = spawn(process.execPath, [child], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  program.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  expect(await once(program, 'exit')).toEqual([0, null]);
  expect(JSON.parse(printed)).toEqual({
    error: { name: 'SprintError', code: 'worker', retryable: true },
    hits: LOCAL_HITS.map(String),
  });
});
