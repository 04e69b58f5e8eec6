import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Snapshot } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { ChainResults } from './chain-results.js';
import { OwnHeaders } from './own-headers.js';
import { plan } from './plan.js';
import { MOST_IN_FLIGHT } from './plan-queue.js';
import { readFacts } from './read-facts.js';

const MAX_RESULTS = 50;
let dir: string;
let journal: Journal;
const asked: string[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'facts-'));
  journal = Journal.open(join(dir, 'work.sqlite'));
  asked.length = 0;
});

afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

/** A chain in epoch 1 on which nothing is recorded. */
const snapshot = {
  status: {
    ...{ height: 100n, epoch: 1n, meanBlockMs: 500n, schedule: { start: 91n, nextStart: 0n } },
    params: { epochLength: 90n, targetBlockMs: 400n },
  },
  query: {
    host: { members: () => Promise.resolve([{ host: 'h', models: ['m'], stake: 1_000n }]) },
    inference: {
      params: () => Promise.resolve({ params: { batchInterval: 5n, maxBatchCount: 8, artifactFeePpm: 200_000 } }),
      models: () => Promise.resolve([{ id: 'm', listed: true, maxFee: 900n }]),
      nextSlot: () => Promise.resolve({ height: 101n, epoch: 1n, until: 150n }),
    },
    validation: {
      params: () => Promise.resolve({ params: { maxResults: MAX_RESULTS } }),
      results: ({ from }: { from: bigint }) => {
        asked.push(String(from));
        return Promise.resolve({ results: [], next: 0n });
      },
    },
  },
} as unknown as Snapshot;

const recorded = new ChainResults('h');
const read = () => {
  const attempts = { latest: () => undefined };
  const sources = { host: 'h', journal, attempts, headers: new OwnHeaders('h'), recorded, prunedBefore: undefined };
  return readFacts(sources, snapshot, 2_000);
};

function addResults(count: number): void {
  journal.transaction(() => {
    for (let index = 0; index < count; index++) {
      const item = { epoch: 1n, batchId: BigInt(Math.floor(index / 100)), index };
      journal.results.add({ ...item, owner: 'o', verdict: 'match', detail: '', createdMs: 1_000 });
    }
  });
}

test('of a long backlog a few messages are read, and the chain is asked about their batches once', async () => {
  addResults(4_000);
  const facts = await read();
  expect(facts.results).toHaveLength((MOST_IN_FLIGHT.ordinary + 1) * MAX_RESULTS);
  expect(facts.backlog).toEqual({ queued: 4_000, inFlight: 0, oldestMs: 1_000 });
  expect(asked).toEqual(['0']);
  const sent = plan(facts).flatMap((action) => (action.kind === 'send-results' ? [action] : []));
  expect(sent.map(({ items }) => items.length)).toEqual(Array(MOST_IN_FLIGHT.ordinary).fill(MAX_RESULTS));

  for (const { items, op } of sent) journal.results.send(items, op);
  const after = await read();
  const inFlight = MOST_IN_FLIGHT.ordinary * MAX_RESULTS;
  expect(after.results.filter(({ op }) => op !== undefined)).toHaveLength(inFlight);
  expect(after.results.length).toBe(inFlight + MAX_RESULTS);
  expect(after.backlog).toMatchObject({ queued: 4_000 - inFlight, inFlight });
  expect(asked).toEqual(['0']);
});

test('a record may cost what the model and the stake allow, whichever is less', async () => {
  const bytes = Uint8Array.of(1);
  journal.records.add({
    ...{ requestId: new Uint8Array(32), model: 'm', body: bytes, response: bytes, artifact: bytes, leafValue: bytes },
    ...{ tokens: 1n, fee: 0n, createdMs: 0 },
  });
  const { maxFees, intervalMs, waiting } = await read();
  expect(maxFees).toEqual(new Map([['m', 200n]]));
  expect(intervalMs).toBe(2_500);
  expect(waiting).toMatchObject([{ kind: 'artifact', model: 'm', count: 1 }]);
});
