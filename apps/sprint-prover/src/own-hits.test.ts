import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createLogger, systemClock } from '@pacer/agent';
import type { Prover, SprintReport } from '@pacer/sprint';
import { waitFor } from '@pacer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { HitsJournal } from './hits-journal.js';
import { proverOf } from './open-prover.js';
import { OwnHits } from './own-hits.js';
import { Proving } from './proving.js';
import { hitsBelow, host, task } from './reference-prover.test.support.js';

const log = createLogger({
  program: 'test',
  destination: new Writable({ write: (_chunk, _encoding, done) => done() }),
});
const before = hitsBelow(64n);
const falseNonce = Array.from({ length: 64 }, (_, nonce) => BigInt(nonce)).find((nonce) => !before.includes(nonce))!;

let dir: string;
let journal: HitsJournal;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-own-hits-'));
  journal = HitsJournal.open(dir);
});
afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

/** The prover that comes with the program, on a core that is wrong about one nonce. */
async function flaky(): Promise<Prover> {
  const prover = await proverOf({ prover: 'wasm', threads: 1, ready_seconds: 30 }).open();
  async function* prove(...of: Parameters<Prover['prove']>): AsyncGenerator<SprintReport> {
    let first = of[0].first;
    for await (const { frontier, hits, done } of prover.prove(...of)) {
      const isHere = first <= falseNonce && falseNonce < frontier;
      yield { frontier, hits: isHere ? [...hits, falseNonce].sort((a, b) => (a < b ? -1 : 1)) : hits, done };
      first = frontier;
    }
  }
  return { name: prover.name, threads: 1, prove, close: () => prover.close() };
}

test('a false hit of the prover that comes with the program is left out too, and the others are not', async () => {
  let told = 0;
  const proving = new Proving({
    ...{ host, choice: { open: flaky }, journal, clock: systemClock, log },
    on: { progress: () => undefined, failed: () => undefined },
  });
  const own = new OwnHits({ journal, host, clock: systemClock, log, onFalse: () => told++ });
  proving.begin(task, 0n, 200);
  await waitFor(
    'hits',
    () => {
      own.check(task);
      return journal.hits(task.epoch, undefined, 50).length === 50 ? true : undefined;
    },
    { timeoutMs: 60_000 },
  );
  await proving.rest();
  own.close();
  const hits = journal.hits(task.epoch, undefined, 50);
  expect(hits).toEqual(hitsBelow(hits.at(-1)! + 1n));
  expect([told, journal.run(task.epoch)?.falseHits]).toEqual([1, 1]);
});
