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
    for await (const report of prover.prove(task, AbortSignal.timeout(100_000))) hits.push(...report.hits);
    return { hits, name: prover.name };
  } finally {
    await prover.close();
  }
}

test('without a setting the prover is WebAssembly in threads', async () => {
  const choice = proverOf({ prover: 'wasm', threads: 2, ready_seconds: 30 });
  expect(await hitsOf(choice)).toMatchObject({
    hits: [14n, 17n, 393n, 397n, 703n],
    name: expect.stringContaining('wasm'),
  });
});

test('any program that speaks the line protocol can be it', async () => {
  const program = join(import.meta.dirname, '../../../libs/sprint/dist/bin/pacer-sprint.js');
  const choice = proverOf({ prover: { command: [process.execPath, program] }, ready_seconds: 30 });
  expect((await hitsOf(choice)).hits).toEqual([14n, 17n, 393n, 397n, 703n]);
});

test('one that there is not says so', async () => {
  const nowhere = { command: ['/nowhere/prover'] };
  await expect(proverOf({ prover: nowhere, ready_seconds: 30 }).open()).rejects.toMatchObject({ code: 'prover_start' });
});

test('one that is not ready in the time of the settings says so', async () => {
  const late = { command: ['sleep', '60'] };
  await expect(proverOf({ prover: late, ready_seconds: 1 }).open()).rejects.toMatchObject({
    ...{ code: 'prover_start', message: expect.stringContaining('1000 ms') },
  });
});
