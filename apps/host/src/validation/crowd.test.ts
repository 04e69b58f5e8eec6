import { createLogger, systemClock } from '@pacer/agent';
import type { Header } from '@pacer/proto/inference/v1';
import { waitFor } from '@pacer/testing';
import { CHAIN, model, person } from '../host.test.support.js';
import { runDuties } from './duty-pool.js';
import { sharesOf } from './owner-slots.js';
import { OwnerStanding } from './owner-standing.js';
import type { ReExecutionParts } from './re-execution.js';
import {
  BLOCK_MS,
  closeAll,
  honest,
  inThisThread,
  NOW,
  ownerOf,
  serve,
  validatorHere,
  type Validator,
} from './validator.test.support.js';

const RECORDS = 12;
const SILENT = 5;
/** Long enough that nothing in the test waits for it. */
const FOR_EVER_MS = 600_000;
const PATIENT = { timeoutMs: 60_000 };

afterEach(closeAll);

/** A validator among owners that each have one batch. */
function among(validator: Validator, owners: readonly { header: Header; url: string }[]) {
  const standing = new OwnerStanding();
  const nowMs = { value: NOW };
  const quiet = createLogger({ program: 'host', destination: { write: () => undefined } });
  const want = (header: Header, priority: number, count: number): void => {
    for (let index = 0; index < count; index++)
      validator.journal.duties.want({
        ...{ epoch: 3n, batchId: header.id, index, owner: header.host },
        ...{ reason: 'drawn', priority },
      });
  };
  const run = async (fetchMs: number, until: () => Promise<unknown>): Promise<void> => {
    const stop = new AbortController();
    const work: ReExecutionParts = {
      ...{
        chainId: CHAIN,
        journal: validator.journal,
        duties: validator.host.book,
        engines: honest,
        standing,
        fetchMs,
        verify: inThisThread,
      },
      apiUrl: async (host) => owners.find(({ header }) => header.host === host)?.url,
      header: (_epoch, id) => owners.find(({ header }) => header.id === id)?.header,
      ...{ model: () => model, blockMs: () => BLOCK_MS, now: () => nowMs.value, log: quiet },
      metrics: { judged: () => undefined, postponed: () => undefined, validating: () => undefined },
    };
    const ended = runDuties({
      ...{ signal: stop.signal, clock: systemClock, log: quiet, everyMs: () => 20, work },
      ...{ shares: sharesOf(4), canWork: () => true },
    });
    await until();
    stop.abort();
    await ended;
  };
  const states = ({ id }: Header, count: number) =>
    Array.from({ length: count }, (_, index) => validator.journal.duties.get({ epoch: 3n, batchId: id, index })?.state);
  return { standing, nowMs, want, run, states };
}

test('owners that hold connections open cost the records of the others no place', async () => {
  const good = await Promise.all(
    [11, 12].map((byte) => ownerOf(honest, 'question', { byte, batchId: BigInt(byte), count: RECORDS })),
  );
  let open = 0;
  let most = 0;
  const url = await serve((_request, response) => {
    open += 1;
    most = Math.max(most, open);
    response.once('close', () => (open -= 1));
  });
  const [pattern] = good.map(({ header }) => header);
  const silent = Array.from({ length: SILENT }, (_, i) => {
    return { header: { ...pattern!, id: BigInt(40 + i), host: person(40 + i).text }, url };
  });
  const validator = validatorHere();
  const { standing, nowMs, want, run, states } = among(validator, [...good, ...silent]);

  // They are more urgent, and take all places of one who does not know them, each of them one.
  for (const { header } of silent) want(header, 9, RECORDS);
  await run(FOR_EVER_MS, () => waitFor('all places to be taken', () => (most === 4 ? true : undefined), PATIENT));
  await waitFor('the end of the calls', () => (open === 0 ? true : undefined), PATIENT);
  const allFailed = () => standing.onProbation(NOW).length === SILENT;
  await run(100, () => waitFor('each to fail', () => (allFailed() ? true : undefined), PATIENT));
  expect(most).toBe(4);

  // Their pauses are over, they are still more urgent, and this time they hold on for ever.
  nowMs.value += BLOCK_MS;
  most = 0;
  for (const { header } of good) want(header, 0, RECORDS);
  const allDone = () => good.every(({ header }) => states(header, RECORDS).every((state) => state === 'done'));
  await run(FOR_EVER_MS, () => waitFor('all good records', () => (allDone() ? true : undefined), PATIENT));
  expect(most).toBe(1);
  const verdicts = validator.journal.results.ofEpoch(3n).map(({ owner, verdict }) => [owner, verdict]);
  expect(verdicts).toHaveLength(good.length * RECORDS);
  expect(new Set(verdicts.map(([, verdict]) => verdict))).toEqual(new Set(['match']));
});

test('owners that nobody knows take all places once, for the time of one answer', async () => {
  const good = await ownerOf(honest, 'question', { byte: 11, batchId: 11n, count: RECORDS });
  // The good one may take as long as it likes: the others hang up by themselves.
  const url = await serve((_request, response) => void setTimeout(() => response.destroy(), 100));
  const silent = Array.from({ length: SILENT }, (_, i) => {
    return { header: { ...good.header, id: BigInt(40 + i), host: person(40 + i).text }, url };
  });
  const validator = validatorHere();
  const { want, run, states } = among(validator, [good, ...silent]);
  for (const { header } of silent) want(header, 9, RECORDS);
  want(good.header, 0, RECORDS);
  const isDone = () => states(good.header, RECORDS).every((state) => state === 'done');
  await run(FOR_EVER_MS, () => waitFor('all good records', () => (isDone() ? true : undefined), PATIENT));
  // Of the sixty that were more urgent, one of each owner was tried; the others were not even taken.
  const tried = silent.flatMap(({ header }) => states(header, RECORDS)).filter((state) => state !== 'wanted');
  expect(tried).toHaveLength(SILENT);
});
