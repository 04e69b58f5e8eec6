import { unhex } from '@pacer/crypto';
import type { Prover, SprintReport, SprintTask } from '../prover.js';
import { LOCAL_TEST } from '../shape.js';

/** The chain, epoch, beacon and Host of sprint-work.json. */
export const localTask: SprintTask = {
  chainId: 'pacer-test-1',
  epoch: 7n,
  beacon: unhex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'),
  host: unhex('000102030405060708090a0b0c0d0e0f10111213'),
  shape: LOCAL_TEST,
  target: 2n ** 56n,
  first: 0n,
};

/** The hits of `localTask` up to nonce 703 (sprint-work §6). */
export const LOCAL_HITS = [14n, 17n, 393n, 397n, 703n];

/** All reports of a task, checked against what every prover promises. */
export async function proved(
  prover: Prover,
  task: SprintTask,
  {
    signal = new AbortController().signal,
    onReport,
  }: { signal?: AbortSignal; onReport?: (r: SprintReport) => void } = {},
): Promise<{ hits: bigint[]; frontier: bigint; reports: number }> {
  const hits: bigint[] = [];
  let frontier = task.first;
  let reports = 0;
  let done = false;
  for await (const report of prover.prove(task, signal)) {
    expect(done).toBe(false);
    expect(report.frontier >= frontier).toBe(true);
    for (const hit of report.hits) expect(hit >= frontier && hit < report.frontier).toBe(true);
    expect(report.hits).toEqual(report.hits.toSorted((a, b) => (a < b ? -1 : 1)));
    hits.push(...report.hits);
    ({ frontier, done } = report);
    reports += 1;
    onReport?.(report);
  }
  expect(done).toBe(true);
  return { hits, frontier, reports };
}

/** The error that an asynchronous loop ends with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('the promise was not rejected');
    },
    (error: unknown) => error,
  );
}
