// Deals and verifies, and terminates each worker thread shortly after it began; prints how that ended.
import type { Worker } from 'node:worker_threads';
import { testHolders, testRound } from '../testing/pvss.js';
import type { PvssError } from './error.js';
import { dealInWorkers, verifyDealingInWorker } from './workers.js';
import { dealingBytes } from './layout.js';

const holders = testHolders(30, 34);
const [{ dk, address }] = holders;
const round = testRound(holders);

process.on('worker', (worker: Worker) => {
  worker.once('online', () => void worker.terminate());
});

const ends = await Promise.allSettled([
  dealInWorkers(round, dk, address),
  verifyDealingInWorker(round, address, new Uint8Array(dealingBytes(round.slots))),
]);
const errors = ends.map((end) => {
  if (end.status === 'fulfilled') return undefined;
  const { name, code, retryable } = end.reason as PvssError;
  return { name, code, retryable };
});
process.stdout.write(JSON.stringify(errors));
