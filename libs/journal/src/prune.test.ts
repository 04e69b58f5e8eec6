import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeBatch } from './compose-batch.js';
import { Journal } from './journal.js';
import { sampleRecord } from './testing/sample.test.child.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-prune-'));
const path = join(dir, 'work.sqlite');
let journal: Journal;

beforeEach(() => {
  journal = Journal.open(path);
});
afterEach(() => {
  journal.close();
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** An epoch as it was: records on chain, one set aside, a batch that failed, a result of each end, a duty, σ. */
function liveThrough(epoch: bigint, records = 30): void {
  journal.transaction(() => {
    for (let i = 0; i < records + 1; i++) {
      journal.records.add({ ...sampleRecord(`${epoch}/${i}`), epoch, artifact: new Uint8Array(4_000) });
    }
  });
  const request = { epoch, kind: 'artifact', model: 'pacer-ref', nowMs: 1 } as const;
  const bad = Buffer.from(sampleRecord(`${epoch}/0`).requestId);
  const first = composeBatch(journal, { ...request, check: ({ key }) => (bad.equals(key) ? 'bad' : undefined) })!;
  journal.batches.fail(first.op, 'epoch over');
  journal.batches.commit(composeBatch(journal, request)!.op, 1n);
  for (const index of [0, 1]) {
    const item = { epoch, batchId: 9n, index };
    journal.duties.want({ ...item, owner: 'o', reason: 'drawn', priority: 0 });
    journal.duties.done({ ...item, owner: 'o', verdict: 'match', detail: '', createdMs: 1 });
    if (index === 0) journal.results.record(item);
    else journal.results.quarantine(item, 'late');
  }
  journal.sigmas.put(epoch, new Uint8Array(96));
}

function pruneAll(before: bigint, most?: number): number {
  for (let pieces = 0; ; pieces++) {
    const { records, batches, results, duties, sigmas } = journal.prune({ before, ...(most && { most }) });
    if (records + batches + results + duties + sigmas === 0) return pieces;
  }
}

test('epochs that are over go as a whole, in pieces; the others stay', () => {
  for (const epoch of [3n, 4n]) liveThrough(epoch);
  expect(pruneAll(4n, 7)).toBeGreaterThan(4);
  expect(journal.records.count()).toEqual({ recorded: 0, batched: 0, committed: 30, quarantined: 1 });
  expect(journal.records.get(sampleRecord('3/5').requestId)).toBeUndefined();
  expect(journal.records.at(4n, 1n, 0)?.artifact).toHaveLength(4_000);
  expect(journal.batches.inState('failed').map(({ epoch }) => epoch)).toEqual([4n]);
  expect([journal.results.ofEpoch(3n), journal.results.ofEpoch(4n).length]).toEqual([[], 2]);
  expect([journal.duties.count(3n).done, journal.duties.count(4n).done]).toEqual([0, 2]);
  expect(journal.sigmas.epochs()).toEqual([4n]);
  journal.check();
});

test('what is not final stays, however old: it is somebody’s money', () => {
  journal.records.add({ ...sampleRecord('waits'), epoch: 1n });
  journal.records.add({ ...sampleRecord('other', 'another'), epoch: 1n });
  const sent = composeBatch(journal, { epoch: 1n, kind: 'artifact', model: 'another', nowMs: 1 })!;
  journal.batches.send(sent.op);
  journal.results.add({ epoch: 1n, batchId: 1n, index: 0, owner: 'o', verdict: 'match', detail: '', createdMs: 1 });
  expect(pruneAll(50n)).toBe(0);
  expect(journal.records.count()).toMatchObject({ recorded: 1, batched: 1 });
  expect(journal.results.count().queued).toBe(1);
});

test('the disk is bounded: epochs that come take the room of those that went', () => {
  let most = 0;
  for (let epoch = 0n; epoch < 12n; epoch++) {
    liveThrough(epoch, 200);
    if (epoch >= 3n) pruneAll(epoch - 2n);
    const { file, wal } = journal.bytes();
    if (epoch === 3n) most = file;
    if (epoch > 3n) expect(file).toBeLessThan(most * 1.05);
    expect(wal).toBeLessThan(64 * 1024 * 1024);
  }
  expect(journal.records.count().committed).toBe(3 * 200);
});
