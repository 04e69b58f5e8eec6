import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import { requeueAll, requeueRecord, requeueResult } from './requeue.js';

const id = 'ab'.repeat(32);
const requestId = new Uint8Array(32).fill(0xab);
const place = { epoch: 1n, batchId: 2n, index: 3 };
let dir: string;
let journal: Journal;
let config: SubmitterConfig;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'requeue-'));
  const workJournal = join(dir, 'work.sqlite');
  config = { workJournal } as SubmitterConfig;
  journal = Journal.open(workJournal);
  const bytes = Uint8Array.of(1);
  journal.records.add({
    ...{ requestId, model: 'm', body: bytes, response: bytes, artifact: bytes, leafValue: bytes },
    ...{ tokens: 1n, fee: 0n, createdMs: 0 },
  });
  journal.results.add({ ...place, owner: 'o', verdict: 'match', detail: '', createdMs: 0 });
});

afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

function setAside(): void {
  journal.records.quarantine(requestId, 'FEE');
  journal.results.quarantine(place, 'OWN_BATCH');
}

test('one record, one result, or all are put back, while the program has the journal open', () => {
  setAside();
  expect(requeueRecord(config, id)).toEqual({ records: 1, results: 0 });
  expect(requeueResult(config, place)).toEqual({ records: 0, results: 1 });
  expect([journal.records.count().recorded, journal.results.count().queued]).toEqual([1, 1]);
  setAside();
  expect(requeueAll(config)).toEqual({ records: 1, results: 1 });
  expect(requeueAll(config)).toEqual({ records: 0, results: 0 });
});

test('what is not set aside is not put back, and it is said what it is', () => {
  expect(() => requeueRecord(config, id)).toThrow(/is recorded, not set aside: status --json/);
  expect(() => requeueRecord(config, 'cd'.repeat(32))).toThrow(/is not in the work journal/);
  expect(() => requeueResult(config, place)).toThrow(/epoch 1, batch 2, index 3 is queued/);
});

test('no journal is made where there is none', () => {
  const nowhere = { workJournal: join(dir, 'other.sqlite') } as SubmitterConfig;
  expect(() => requeueAll(nowhere)).toThrow(/there is no work journal/);
});
