import { availableParallelism } from 'node:os';
import { dealingPieces, joinDealing, type DealingHead, type DealtPiece } from './deal.js';
import { runOf, type PvssRound } from './round.js';
import type { PvssSums } from './sums.js';
import { WorkerThread } from './worker-thread.js';
import type { WorkerStart } from './worker-task.js';

const MOST_BY_DEFAULT = 2;

/** How a dealing is made off the event loop. */
export interface DealInWorkersOptions {
  /** worker threads; min(2, cores) if absent */
  workers?: number;
  /** ends the threads at once; the promise is rejected with its reason */
  signal?: AbortSignal;
  /** called after each piece: slots done, of W */
  onProgress?: (done: number, slots: number) => void;
}

/**
 * `deal` in worker threads: the same bytes, while the event loop goes on. dk lives in the workers until they end, which
 * they do before the promise is settled.
 * @throws PvssError `no-slots`, `worker`; what `deal` throws; the reason of an aborted signal
 */
export async function dealInWorkers(
  round: PvssRound,
  dk: Uint8Array,
  host: Uint8Array,
  options: DealInWorkersOptions = {},
): Promise<Uint8Array> {
  const { workers = Math.min(MOST_BY_DEFAULT, availableParallelism()), signal, onProgress } = options;
  runOf(round, host);
  const pieces = dealingPieces(round);
  return withThreads({ round, host, dk }, Math.min(workers, pieces.length), signal, async ([first, ...others]) => {
    const dealt: DealtPiece[] = [];
    const queue = pieces.entries();
    let done = 0;
    const work = async (thread: WorkerThread): Promise<void> => {
      for (const [i, piece] of queue) {
        dealt[i] = (await thread.do({ kind: 'piece', piece })).dealt;
        done += piece.slots;
        onProgress?.(done, round.slots);
      }
    };
    const workWithHead = async (): Promise<DealingHead> => {
      const { head } = await first.do({ kind: 'head' });
      await work(first);
      return head;
    };
    const [head] = await Promise.all([workWithHead(), ...others.map(work)]);
    return joinDealing(head, dealt);
  });
}

/**
 * `verifyDealing` in a worker thread, while the event loop goes on.
 * @throws as `verifyDealing`; PvssError `worker`; the reason of an aborted signal
 */
export async function verifyDealingInWorker(
  round: PvssRound,
  host: Uint8Array,
  dealing: Uint8Array,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  await withThreads({ round, host }, 1, signal, ([thread]) => thread.do({ kind: 'verify', dealing }));
}

/**
 * `open` in a worker thread, while the event loop goes on: a Host with hundreds of slots opens for seconds.
 * @throws as `open`; PvssError `worker`; the reason of an aborted signal
 */
export async function openInWorker(
  round: PvssRound,
  dk: Uint8Array,
  host: Uint8Array,
  sums: PvssSums,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const { opening } = await withThreads({ round, host, dk }, 1, signal, ([thread]) =>
    thread.do({ kind: 'open', sums }),
  );
  return opening;
}

/** Runs `work` with threads that end with it, or with the signal. */
async function withThreads<T>(
  start: WorkerStart,
  count: number,
  signal: AbortSignal | undefined,
  work: (threads: [WorkerThread, ...WorkerThread[]]) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const more = Array.from({ length: Math.max(0, count - 1) }, () => new WorkerThread(start));
  const threads: [WorkerThread, ...WorkerThread[]] = [new WorkerThread(start), ...more];
  const end = (): Promise<unknown> => Promise.all(threads.map((thread) => thread.terminate()));
  const aborted = (): void => void end();
  signal?.addEventListener('abort', aborted, { once: true });
  try {
    return await work(threads);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', aborted);
    await end();
  }
}
