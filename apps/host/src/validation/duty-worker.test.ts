import { createLogger, runPass, systemClock } from '@pacer/agent';
import { MODEL, model } from '../host.test.support.js';
import { dutyWorker } from './duty-worker.js';
import { OwnerPauses } from './owner-pauses.js';
import type { ReExecutionParts } from './re-execution.js';
import { BLOCK_MS, closeAll, honest, NOW, validatorHere } from './validator.test.support.js';

afterEach(closeAll);

const PAUSE_MS = 700;

function workerHere(canWork = true) {
  const { journal } = validatorHere();
  const log = createLogger({ program: 'host', destination: { write: () => undefined } });
  const work: ReExecutionParts = {
    ...{ chainId: 'chain', journal, engines: honest, log, pauses: new OwnerPauses(), now: () => NOW },
    ...{
      apiUrl: () => Promise.resolve(undefined),
      header: () => undefined,
      model: () => model,
      blockMs: () => BLOCK_MS,
    },
    metrics: { judged: () => undefined, postponed: () => undefined },
  };
  const signal = new AbortController().signal;
  const loop = dutyWorker({ signal, clock: systemClock, log, everyMs: () => PAUSE_MS }, work, () => canWork);
  const pause = () => (typeof loop.everyMs === 'number' ? loop.everyMs : loop.everyMs());
  journal.duties.want({ epoch: 3n, batchId: 1n, index: 0, owner: MODEL, reason: 'drawn', priority: 0 });
  return { journal, loop, pause };
}

test('a worker goes on at once after a duty and waits when there is none', async () => {
  const { loop, pause } = workerHere();
  await runPass(loop);
  expect(pause()).toBe(0);
  await runPass(loop);
  expect(pause()).toBe(PAUSE_MS);
});

test('a worker takes nothing that it could not finish', async () => {
  const { journal, loop, pause } = workerHere(false);
  await runPass(loop);
  expect(journal.duties.count(3n)).toMatchObject({ wanted: 1, running: 0 });
  expect(pause()).toBe(PAUSE_MS);
});

test('a worker whose journal fails after a duty waits before it tries again', async () => {
  const { journal, loop, pause } = workerHere();
  await runPass(loop);
  expect(pause()).toBe(0);
  journal.close();
  await runPass(loop);
  expect(pause()).toBe(PAUSE_MS);
});
