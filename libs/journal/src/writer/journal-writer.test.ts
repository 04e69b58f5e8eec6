import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { composeBatch } from '../compose-batch.js';
import { Journal } from '../journal.js';
import { sampleRecord } from '../testing/sample.test.child.js';
import { JournalWriter, type WriterOptions } from './journal-writer.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-writer-'));
let files = 0;
let path: string;
let writer: JournalWriter | undefined;

beforeEach(() => {
  path = join(dir, `${files++}.sqlite`);
});
afterEach(async () => {
  await writer?.close().catch(() => undefined);
  writer = undefined;
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const open = async (options: WriterOptions = {}) => (writer = await JournalWriter.open(path, options));
const item = { epoch: 3n, batchId: 1n, index: 2 };
const duty = { ...item, owner: 'o', reason: 'drawn', priority: 0 } as const;
const many = (count: number, from = 0) => Array.from({ length: count }, (_, i) => sampleRecord(`record ${from + i}`));
const until = async (what: () => boolean) => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 5));
};
/** Holds the journal as another program would. */
function held(): () => void {
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('COMMIT');
    other.close();
  };
}
function kept(): ReturnType<Journal['records']['count']> {
  const journal = Journal.open(path);
  try {
    return journal.records.count();
  } finally {
    journal.close();
  }
}

test('what was handed over is pending, and on disk when settled; records that come together share a transaction', async () => {
  const groups: number[] = [];
  const writes = await open({ news: { durable: (records) => groups.push(records) } });
  const records = many(100);
  // Held meanwhile: the thread may be faster than this one.
  const letGo = held();
  for (const record of records) writes.handOver(record);
  expect(writes.pending).toMatchObject({ records: 100 });
  expect(writes.isPending(records[99]!.requestId)).toBe(true);
  letGo();
  await writes.settled();
  expect(kept().recorded).toBe(100);
  expect(writes.isPending(records[99]!.requestId)).toBe(false);
  expect(writes.pending).toEqual({ records: 0, bytes: 0, oldestMs: undefined });
  expect(groups.reduce((sum, records) => sum + records)).toBe(100);
  expect(groups.length).toBeLessThan(20);
});

test('the bytes may be used again at once: the record was copied', async () => {
  const writes = await open();
  const record = { ...sampleRecord('a'), body: Buffer.from('before') };
  writes.handOver(record);
  record.body.write('after!');
  await writes.close();
  const journal = Journal.open(path);
  expect(Buffer.from(journal.records.get(record.requestId)!.body).toString()).toBe('before');
  journal.close();
});

test('one that is repeated changes nothing; one with other content is named, and the others go on', async () => {
  const refused: string[] = [];
  const writes = await open({ news: { refused: (id, error) => refused.push(`${id[0]} ${String(error)}`) } });
  const [first, ...others] = many(10);
  writes.handOver(first!);
  writes.handOver(first!);
  writes.handOver({ ...first!, tokens: 77n });
  for (const record of others) writes.handOver(record);
  await writes.settled();
  expect(kept().recorded).toBe(10);
  expect(refused).toEqual([expect.stringMatching(new RegExp(`^${first!.requestId[0]} JournalError.*another record`))]);
});

test('duties are written with the records, each call for itself', async () => {
  const writes = await open();
  expect(await writes.duties.draw({ epoch: 3n, duties: [duty], recorded: [] })).toBe(1);
  expect(await writes.duties.take(0, 100)).toMatchObject({ ...duty, state: 'running' });
  expect(await writes.duties.take(0, 100)).toBeUndefined();
  const bad = writes.duties.fail({ ...item, index: -1 }, 'x', 0);
  const good = writes.duties.fail(item, 'no answer', 5);
  await expect(bad).rejects.toMatchObject({ name: 'JournalError', code: 'invalid', retryable: false });
  expect(await good).toBe(true);
  const result = { ...item, owner: 'o', verdict: 'match', detail: '', createdMs: 1 } as const;
  expect([await writes.duties.done(result), await writes.duties.done(result)]).toEqual([true, false]);
});

describe('a disk that is full', () => {
  /** A writer whose file must not grow any more, and how many records it took before its memory was full too. */
  async function full(faults: string[]): Promise<{ writes: JournalWriter; handed: number; refusal: unknown }> {
    const filling = Journal.open(path);
    filling.transaction(() => {
      for (const record of many(300, 10_000)) filling.records.add(record);
    });
    const { file: maxBytes } = filling.bytes();
    filling.close();
    const news = { fault: (error?: Error) => faults.push(error && 'code' in error ? String(error.code) : 'none') };
    const writes = await open({ memoryBytes: 2 ** 16, news, maxBytes });
    for (let handed = 0; ; handed++) {
      try {
        writes.handOver(sampleRecord(`record ${handed}`));
      } catch (refusal) {
        return { writes, handed, refusal };
      }
      if (handed % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  test('handing over goes on until memory is full, and is refused then; who ends is told what is lost', async () => {
    const faults: string[] = [];
    const { writes, handed, refusal } = await full(faults);
    expect(refusal).toMatchObject({ code: 'backlog', retryable: true });
    expect(writes.hasRoom).toBe(false);
    expect(writes.pending.oldestMs).toBeGreaterThan(0);
    // Of fewer records some may still find room: then there is a moment without a fault.
    await until(() => writes.fault !== undefined);
    expect(writes.fault).toMatchObject({ code: 'disk_full' });
    expect(faults).toEqual(faults.map((_, i) => (i % 2 === 0 ? 'disk_full' : 'none')));
    await expect(writes.duties.want({ ...duty, owner: 'o'.repeat(9_000) })).rejects.toMatchObject({
      code: 'disk_full',
    });
    // What is on disk is told a moment later.
    await until(() => kept().recorded - 300 + writes.pending.records === handed);
    await expect(writes.close(300)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('never written'),
    });
  });

  test('when there is room again everything is written by itself', async () => {
    const faults: string[] = [];
    const { writes, handed } = await full(faults);
    await until(() => faults.length > 0);
    const other = Journal.open(path);
    const batch = composeBatch(other, { epoch: 1n, kind: 'artifact', model: 'pacer-ref', nowMs: 1, maxCount: 300 })!;
    other.batches.commit(batch.op, 1n);
    while (other.prune({ before: 2n }).records > 0);
    other.close();
    await writes.settled();
    expect(faults.at(-1)).toBe('none');
    expect(faults).toEqual(faults.map((_, i) => (i % 2 === 0 ? 'disk_full' : 'none')));
    expect(kept().recorded).toBe(handed);
  });
});

test('held by another program for a while: handing over does not wait, everything is written afterwards', async () => {
  const faults: (Error | undefined)[] = [];
  const writes = await open({ busyTimeoutMs: 50, news: { fault: (error) => faults.push(error) } });
  const letGo = held();
  // The other one lets go only after all of this was handed over.
  for (const record of many(50)) writes.handOver(record);
  await until(() => faults.length > 0);
  expect(faults).toMatchObject([{ code: 'busy' }]);
  letGo();
  await writes.settled();
  expect(faults).toMatchObject([{ code: 'busy' }, undefined]);
  expect(kept().recorded).toBe(50);
});

test('close writes what is left, and after it nothing is taken', async () => {
  const writes = await open();
  for (const record of many(500)) writes.handOver(record);
  await Promise.all([writes.close(), writes.close()]);
  expect(kept().recorded).toBe(500);
  expect(() => writes.handOver(sampleRecord('late'))).toThrow(expect.objectContaining({ code: 'closed' }));
  await expect(writes.duties.take(0, 1)).rejects.toMatchObject({ code: 'closed' });
});

test('a journal that cannot be opened says why, as Journal.open does', async () => {
  await expect(JournalWriter.open(join(dir, 'no', 'folder'))).rejects.toMatchObject({
    ...{ name: 'JournalError', code: 'unwritable', retryable: false },
    message: expect.stringContaining('check that the folder exists'),
  });
});

test('a record that is larger than any memory is refused by itself', async () => {
  const writes = await open({ memoryBytes: 2 ** 16 });
  expect(() => writes.handOver({ ...sampleRecord('a'), artifact: new Uint8Array(40_000) })).toThrow(
    expect.objectContaining({ code: 'invalid' }),
  );
  writes.handOver(sampleRecord('b'));
  await writes.settled();
  expect(kept().recorded).toBe(1);
});

test('two programs hand over at the same time', async () => {
  const one = await open();
  const two = await JournalWriter.open(path);
  for (let i = 0; i < 200; i++) {
    one.handOver(sampleRecord(`one ${i}`));
    two.handOver(sampleRecord(`two ${i}`));
    if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all([one.close(60_000), two.close(60_000)]);
  expect(kept().recorded).toBe(400);
});
