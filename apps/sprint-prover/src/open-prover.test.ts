import { expect, test } from '@jest/globals';
import { LOCAL_TEST, type SprintTask } from '@pacer/sprint';
import { join } from 'node:path';
import { proverOf, type ProverChoice } from './open-prover.js';

/** Vectors of sprint-work §6: the hits among nonces 0 to 703. */
const task: SprintTask = {
  ...{ chainId: 'pacer-test-1', epoch: 7n, beacon: Uint8Array.from({ length: 32 }, (_, index) => index) },
  ...{ host: Uint8Array.from({ length: 20 }, (_, index) => index), shape: LOCAL_TEST, target: 1n << 56n },
  ...{ first: 0n, last: 703n },
};

async function hitsOf({ open }: ProverChoice): Promise<{ hits: bigint[]; name: string }> {
  const prover = await open();
  try {
    const hits: bigint[] = [];
    for await (const report of prover.prove(task, AbortSignal.timeout(60_000))) hits.push(...report.hits);
    return { hits, name: prover.name };
  } finally {
    await prover.close();
  }
}

test('without a setting the prover is WebAssembly in threads, and trusted', async () => {
  const choice = proverOf({ prover: 'wasm', threads: 2 });
  expect(choice.trusted).toBe(true);
  expect(await hitsOf(choice)).toMatchObject({
    hits: [14n, 17n, 393n, 397n, 703n],
    name: expect.stringContaining('wasm'),
  });
}, 60_000);

test('any program that speaks the line protocol can be it; its hits are computed again', async () => {
  const program = join(import.meta.dirname, '../../../libs/sprint/dist/bin/pacer-sprint.js');
  const choice = proverOf({ prover: { command: [process.execPath, program] } });
  expect(choice.trusted).toBe(false);
  expect((await hitsOf(choice)).hits).toEqual([14n, 17n, 393n, 397n, 703n]);
}, 60_000);

test('one that there is not says so', async () => {
  await expect(proverOf({ prover: { command: ['/nowhere/prover'] } }).open()).rejects.toMatchObject({
    code: 'prover_start',
  });
});
