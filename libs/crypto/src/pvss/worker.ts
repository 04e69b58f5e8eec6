// A worker thread of `@pacer/crypto/pvss/workers`: started with a round, a Host and its dk, does one task at a time.
import { parentPort, workerData } from 'node:worker_threads';
import { dealHead, dealingCoefficients, dealPiece } from './deal.js';
import { open } from './opening.js';
import { verifyDealing } from './verify-dealing.js';
import { refusalOf, type WorkerAnswer, type WorkerStart, type WorkerTask } from './worker-task.js';

const { round, host, dk = new Uint8Array(0) } = workerData as WorkerStart;
let coefficients: bigint[] | undefined;

function polynomial(): bigint[] {
  return (coefficients ??= dealingCoefficients(round, dk, host));
}

function answer(task: WorkerTask): WorkerAnswer {
  switch (task.kind) {
    case 'head':
      return { kind: 'head', head: dealHead(round, dk, host, polynomial()) };
    case 'piece':
      return { kind: 'piece', dealt: dealPiece(polynomial(), task.piece) };
    case 'open':
      return { kind: 'open', opening: open(round, dk, host, task.sums) };
    case 'verify':
      verifyDealing(round, host, task.dealing);
      return { kind: 'verify' };
  }
}

parentPort?.on('message', (task: WorkerTask) => {
  try {
    parentPort?.postMessage(answer(task));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === undefined) throw error;
    parentPort?.postMessage({ kind: 'refused', refusal } satisfies WorkerAnswer);
  }
});
