// Deals and verifies, and terminates each worker thread shortly after it began; prints how that ended.
import type { Worker } from 'node:worker_threads';
import { concat } from '../bytes.js';
import { testHolders, testRound } from '../testing/pvss.js';
import { dealHead, dealingPieces, joinDealing } from './deal.js';
import type { PvssError } from './error.js';
import { dealInWorkers, verifyDealingInWorker } from './workers.js';

// Work of seconds, of which none is done before its thread is terminated, on a busy machine too.
const holders = testHolders(450, 500);
const [{ dk, address }] = holders;
const round = testRound(holders);
// The dealing of f = 1: every A_i is g, every Y_i is ek. Made in no time, and verified as slowly as any.
const head = dealHead(round, dk, address, [1n]);
const times = (bytes: Uint8Array, count: number) => concat(...Array<Uint8Array>(count).fill(bytes));
const dealing = joinDealing(
  head,
  dealingPieces(round).map(({ ek, slots }) => ({ a: times(head.aZero, slots), y: times(ek, slots) })),
);

process.on('worker', (worker: Worker) => {
  worker.once('online', () => void worker.terminate());
});

const ends = await Promise.allSettled([
  dealInWorkers(round, dk, address),
  verifyDealingInWorker(round, address, dealing),
]);
const errors = ends.map((end) => {
  if (end.status === 'fulfilled') return undefined;
  const { name, code, retryable } = end.reason as PvssError;
  return { name, code, retryable };
});
process.stdout.write(JSON.stringify(errors));
