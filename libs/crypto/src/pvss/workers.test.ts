import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { hex } from '../bytes.js';
import { CryptoError } from '../error.js';
import { flipBit } from '../testing/bytes.js';
import { testHolders, testRound } from '../testing/pvss.js';
import { deal } from './deal.js';
import { PvssError } from './error.js';
import { open } from './opening.js';
import { addDealings, sumsOf } from './sums.js';
import { dealInWorkers, openInWorker, verifyDealingInWorker } from './workers.js';

const holders = testHolders(3, 33, 1);
const [one, two] = holders;
const round = testRound(holders);
const dealing = deal(round, one.dk, one.address);

/** The error that a promise was rejected with. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('the promise was not rejected');
    },
    (error: unknown) => error,
  );
}

test.each([1, 2, 3, 100, undefined])('%s workers deal the same bytes', async (workers) => {
  const progress: number[] = [];
  const dealt = await dealInWorkers(round, one.dk, one.address, {
    ...(workers !== undefined && { workers }),
    onProgress: (done, slots) => {
      expect(slots).toBe(37);
      progress.push(done);
    },
  });
  expect(hex(dealt)).toBe(hex(dealing));
  expect(progress).toHaveLength(4);
  expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  expect(progress.at(-1)).toBe(37);
});

test('the event loop goes on while they deal and verify', async () => {
  let fired = 0;
  const timer = setInterval(() => fired++, 1);
  await dealInWorkers(round, one.dk, one.address);
  const whileDealing = fired;
  await verifyDealingInWorker(round, one.address, dealing);
  clearInterval(timer);
  expect(whileDealing).toBeGreaterThan(3);
  expect(fired - whileDealing).toBeGreaterThan(3);
});

test('dk stays with the caller, and the round is not changed', async () => {
  const dk = one.dk.slice();
  const before = structuredClone(round);
  await dealInWorkers(round, dk, one.address);
  expect(dk).toEqual(one.dk);
  expect(round).toEqual(before);
});

test('a refusal comes back as it was thrown', async () => {
  const stranger = await rejection(dealInWorkers(round, one.dk, new Uint8Array(20)));
  expect(stranger).toBeInstanceOf(PvssError);
  expect(stranger).toMatchObject({ code: 'no-slots' });
  const noKey = await rejection(dealInWorkers(round, new Uint8Array(32), one.address));
  expect(noKey).toBeInstanceOf(CryptoError);
  expect(noKey).toMatchObject({ code: 'out-of-range' });
  const badTable = testRound([{ ...one, ek: new Uint8Array(96) }, two!]);
  expect(await rejection(dealInWorkers(badTable, one.dk, one.address))).toMatchObject({ code: 'point' });
});

test('verifying off the event loop refuses what verifying refuses', async () => {
  await verifyDealingInWorker(round, one.address, dealing);
  const proof = await rejection(verifyDealingInWorker(round, two!.address, dealing));
  expect(proof).toBeInstanceOf(PvssError);
  expect(proof).toMatchObject({ code: 'proof', retryable: false });
  const point = await rejection(verifyDealingInWorker(round, one.address, flipBit(dealing, 48, 7)));
  expect(point).toMatchObject({ code: 'point' });
  expect((point as PvssError).cause).toBeInstanceOf(CryptoError);
  expect((point as PvssError).cause).toMatchObject({ code: 'non-canonical' });
});

test('opening off the event loop gives the same bytes, and refuses what opening refuses', async () => {
  const sums = sumsOf(round, one.address, addDealings(round, [dealing]));
  const opening = open(round, one.dk, one.address, sums);
  expect(hex(await openInWorker(round, one.dk, one.address, sums))).toBe(hex(opening));
  const wrong = await rejection(openInWorker(round, two!.dk, one.address, sums));
  expect(wrong).toBeInstanceOf(PvssError);
  expect(wrong).toMatchObject({ code: 'opening' });
  const signal = AbortSignal.abort(new Error('too late'));
  expect(await rejection(openInWorker(round, one.dk, one.address, sums, { signal }))).toEqual(new Error('too late'));
});

test('an aborted signal ends the workers, with its reason', async () => {
  const early = AbortSignal.abort(new Error('too late'));
  expect(await rejection(dealInWorkers(round, one.dk, one.address, { signal: early }))).toEqual(new Error('too late'));
  const controller = new AbortController();
  const reason = new Error('shutting down');
  const dealt = dealInWorkers(round, one.dk, one.address, {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  expect(await rejection(dealt)).toBe(reason);
  const verifying = new AbortController();
  const verified = verifyDealingInWorker(round, one.address, dealing, { signal: verifying.signal });
  verifying.abort(reason);
  expect(await rejection(verified)).toBe(reason);
});

test('a callback that throws ends the dealing', async () => {
  const thrown = new Error('the callback');
  const dealt = dealInWorkers(round, one.dk, one.address, {
    onProgress: () => {
      throw thrown;
    },
  });
  expect(await rejection(dealt)).toBe(thrown);
});

// A program whose every worker is terminated from outside, some time after it began.
const child = join(import.meta.dirname, '../../dist/pvss/workers.test.child.js');

test('a worker that dies is an error of its own, and nothing hangs', async () => {
  const program = spawn(process.execPath, [child], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  program.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  // Closed, not just ended: then all that it printed has come.
  expect(await once(program, 'close')).toEqual([0, null]);
  const died = { name: 'PvssError', code: 'worker', retryable: true };
  expect(JSON.parse(printed)).toEqual([died, died]);
});
