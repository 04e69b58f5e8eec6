import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeBatch } from './compose-batch.js';
import { Journal } from './journal.js';
import { sampleRecord } from './testing/sample.test.child.js';

// One bad item never stops the others: it is found and set aside with a reason.
const dir = mkdtempSync(join(tmpdir(), 'pacer-set-aside-'));
let files = 0;
let journal: Journal;

beforeEach(() => {
  journal = Journal.open(join(dir, `${files++}.sqlite`));
});
afterEach(() => {
  journal.close();
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const idOf = (i: number) => sampleRecord(`record ${i}`).requestId;
const add = (count: number) => {
  for (let i = 0; i < count; i++) journal.records.add(sampleRecord(`record ${i}`));
};
const compose = (check?: Parameters<typeof composeBatch>[1]['check'], maxCount = 8_192) =>
  composeBatch(journal, {
    ...{ epoch: 3n, kind: 'artifact', model: 'pacer-ref', nowMs: 5, maxCount },
    ...(check && { check }),
  });

describe('records', () => {
  test('what fails the check is quarantined with its reason, and the batch is made of the others', () => {
    add(10);
    const bad = [Buffer.from(idOf(2)), Buffer.from(idOf(7))];
    const batch = compose(({ key }) => (bad.some((id) => id.equals(key)) ? 'it is bad' : undefined));
    expect(batch?.count).toBe(8);
    expect(journal.records.count()).toMatchObject({ batched: 8, quarantined: 2, recorded: 0 });
    expect(journal.records.quarantined().map(({ requestId }) => Buffer.from(requestId))).toEqual(bad);
    expect(journal.records.get(idOf(2))).toMatchObject({ state: 'quarantined', reason: 'it is bad' });
    expect(compose()).toBeUndefined();
  });

  test('if all of the oldest are bad, the ones after them are reached', () => {
    add(10);
    const first = new Set([0, 1, 2].map((i) => Buffer.from(idOf(i)).toString('hex')));
    const batch = compose(({ key }) => (first.has(Buffer.from(key).toString('hex')) ? 'bad' : undefined), 3);
    expect(batch?.count).toBe(3);
    expect(journal.records.count().quarantined).toBe(3);
  });

  test('requeued, it waits again', () => {
    add(1);
    compose(() => 'bad');
    expect([journal.records.requeue(idOf(0)), journal.records.requeue(idOf(0))]).toEqual([true, false]);
    expect(compose()?.count).toBe(1);
    expect(journal.records.quarantine(idOf(0), 'too late')).toBe(false);
  });

  test('batches that fail with one bad record in them are halved until it is alone', () => {
    add(100);
    const bad = Buffer.from(idOf(37));
    const committed: number[] = [];
    for (let id = 0; journal.records.count().recorded > 0; id++) {
      const batch = compose()!;
      if (!batch.requestIds.some((each) => bad.equals(each))) {
        journal.batches.commit(batch.op, BigInt(id));
        committed.push(batch.count);
      } else journal.batches.fail(batch.op, 'refused', { split: true });
    }
    expect(journal.records.quarantined()).toMatchObject([{ requestId: new Uint8Array(bad), reason: 'refused' }]);
    expect(committed.reduce((sum, count) => sum + count)).toBe(99);
    // 100, 50, 25, 13, 7, 4, 2, 1, or shorter where a half is the smaller one.
    expect(journal.batches.inState('failed').length).toBeLessThanOrEqual(8);
  });

  test('those held to small groups do not stop others: both kinds of groups are found', () => {
    add(4);
    const batch = compose()!;
    journal.batches.fail(batch.op, 'refused', { split: true });
    journal.records.add(sampleRecord('later'));
    expect(journal.records.waiting()).toMatchObject([{ count: 5, groupMax: 2 }]);
    expect([compose()?.count, compose()?.count, compose()?.count]).toEqual([2, 2, 1]);
  });
});

describe('results', () => {
  const item = (index: number) => ({ epoch: 3n, batchId: 2n, index });
  const fill = (count: number) => {
    for (let i = 0; i < count; i++)
      journal.results.add({ ...item(i), owner: 'pacer1host', verdict: 'match', detail: '', createdMs: 100 - i });
  };

  test('a message refused as a whole is halved until the one is alone', () => {
    fill(64);
    const bad = 41;
    let recorded = 0;
    for (let attempt = 0; journal.results.count().queued > 0; attempt++) {
      const queued = journal.results.inState('queued');
      const group = queued.slice(0, Math.min(...queued.map(({ groupMax = 64 }) => groupMax)));
      const op = `results/${attempt}`;
      expect(journal.results.send(group, op)).toBe(true);
      if (group.some(({ index }) => index === bad)) journal.results.split(op, 'refused');
      else recorded += group.filter((each) => journal.results.record(each)).length;
    }
    expect(recorded).toBe(63);
    expect(journal.results.inState('quarantined')).toMatchObject([{ index: bad, reason: 'refused' }]);
    expect(journal.results.split('results/none', 'x')).toBe(0);
  });

  test('queued again by a person it may go in a full message', () => {
    fill(2);
    journal.results.send([item(0), item(1)], 'a');
    journal.results.split('a', 'refused');
    journal.results.quarantine(item(1), 'x');
    journal.results.requeue(item(1));
    expect(journal.results.get(item(0))?.groupMax).toBe(1);
    expect(journal.results.get(item(1))?.groupMax).toBeUndefined();
  });

  test('the age of the oldest, and how many there are', () => {
    expect(journal.results.oldestMs('queued')).toBeUndefined();
    fill(3);
    expect(journal.results.oldestMs('queued')).toBe(98);
    journal.results.record(item(2));
    expect(journal.results.oldestMs('queued')).toBe(99);
    expect(journal.results.count()).toEqual({ queued: 2, in_flight: 0, recorded: 1, quarantined: 0 });
    journal.results.send([item(0)], 'a');
    expect([journal.results.oldestMs('in_flight'), journal.results.oldestMs('queued')]).toEqual([100, 99]);
  });

  test('what a claim waits for goes first, also if it was done before the claim asked', () => {
    const duty = (index: number) => ({ ...item(index), owner: 'o', reason: 'drawn', priority: 0 }) as const;
    for (const i of [0, 1, 2]) journal.duties.want(duty(i));
    const done = { owner: 'o', verdict: 'match', detail: '', createdMs: 1 } as const;
    journal.duties.done({ ...item(0), ...done });
    journal.duties.done({ ...item(1), ...done });
    for (const i of [1, 2]) expect(journal.duties.want({ ...duty(i), reason: 'claim', priority: 9 })).toBe(true);
    expect(journal.duties.want({ ...duty(1), reason: 'claim', priority: 9 })).toBe(false);
    expect(journal.duties.get(item(1))?.state).toBe('done');
    journal.duties.done({ ...item(2), ...done });
    expect(journal.results.inState('queued').map(({ index, urgent }) => [index, urgent])).toEqual([
      [1, true],
      [2, true],
      [0, false],
    ]);
  });
});
