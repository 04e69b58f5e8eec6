import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, SumTree, verifySumPath } from '@pacer/crypto';
import { composeBatch } from './compose-batch.js';
import { Journal } from './journal.js';
import { sampleRecord } from './testing/sample.test.child.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-batches-'));
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

function refusal(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

const add = (count: number, model?: string) => {
  for (let i = 0; i < count; i++) journal.records.add(sampleRecord(`record ${i}`, model));
};
const compose = (epoch = 3n, maxCount = 8_192) =>
  composeBatch(journal, { epoch, kind: 'artifact', model: 'pacer-ref', nowMs: 5, maxCount })!;

describe('records', () => {
  test('the same again changes nothing; another one of the same request is a conflict', () => {
    const record = sampleRecord('a');
    expect(journal.records.add(record)).toBe(true);
    expect(journal.records.add({ ...record, createdMs: 1 })).toBe(false);
    for (const other of [{ tokens: 99n }, { response: Uint8Array.of(1) }, { artifact: Uint8Array.of(1) }]) {
      expect(refusal(() => journal.records.add({ ...record, ...other }))).toMatchObject({ code: 'conflict' });
    }
    expect(journal.records.get(record.requestId)).toMatchObject({ tokens: record.tokens, state: 'recorded' });
    expect(journal.records.get(new Uint8Array(32))).toBeUndefined();
  });

  test('recorded → batched → committed, and where', () => {
    add(3);
    const batch = compose();
    const second = batch.requestIds[1]!;
    expect(journal.records.get(second)).toMatchObject({ state: 'batched', batch: { op: batch.op, index: 1 } });
    expect(journal.records.get(second)?.committed).toBeUndefined();
    journal.batches.send(batch.op);
    journal.batches.commit(batch.op, 7n);
    expect(journal.records.get(second)).toMatchObject({ state: 'committed', committed: { epoch: 3n, batchId: 7n } });
    expect(journal.records.at(3n, 7n, 1)).toEqual(journal.records.get(second));
    expect(journal.records.at(3n, 7n, 3)).toBeUndefined();
    expect(journal.records.at(4n, 7n, 1)).toBeUndefined();
    expect(journal.records.count()).toEqual({ recorded: 0, batched: 0, committed: 3, quarantined: 0 });
  });

  test('waiting ones by model', () => {
    add(2);
    journal.records.add(sampleRecord('other', 'another'));
    expect(journal.records.waiting()).toEqual([
      { kind: 'artifact', model: 'another', count: 1, oldestMs: 1_700_000_000_000, groupMax: undefined },
      { kind: 'artifact', model: 'pacer-ref', count: 2, oldestMs: 1_700_000_000_000, groupMax: undefined },
    ]);
  });
});

describe('composeBatch', () => {
  test('keys in strictly increasing order; root and totals are the sum tree’s; every path opens', () => {
    add(20);
    const batch = compose();
    for (const [i, id] of batch.requestIds.slice(1).entries())
      expect(compare(batch.requestIds[i]!, id)).toBeLessThan(0);
    const leaves = journal.batches.leaves(batch.op);
    const tree = SumTree.build(leaves);
    expect(batch).toMatchObject({ count: 20, state: 'queued', totalTokens: tree.totalTokens, totalFee: 40n });
    expect(Buffer.from(batch.root).equals(tree.root)).toBe(true);
    for (const [index, leaf] of leaves.entries()) {
      const { root, totalTokens, totalFee, count } = batch;
      expect(verifySumPath({ root, totalTokens, totalFee, count, index, leaf, path: tree.path(index) })).toBe(true);
    }
  });

  test('nothing waits: no batch', () => {
    expect(compose()).toBeUndefined();
    add(1, 'another');
    expect(compose()).toBeUndefined();
  });

  test('the oldest first, no record in two batches', () => {
    add(10);
    const first = compose(3n, 6);
    const second = compose(3n, 6);
    expect([first.count, second.count]).toEqual([6, 4]);
    expect(compose()).toBeUndefined();
    const oldest = Array.from({ length: 6 }, (_, i) => sampleRecord(`record ${i}`).requestId).sort(compare);
    expect(first.requestIds.map((id) => Buffer.from(id))).toEqual(oldest.map((id) => Buffer.from(id)));
    expect(first.op).not.toBe(second.op);
  });

  test('8,192 at most, whatever is asked for', () => {
    journal.transaction(() => {
      add(8_193);
    });
    const batch = compose(3n, 100_000);
    expect(batch.count).toBe(8_192);
    expect(journal.batches.leaves(batch.op)).toHaveLength(8_192);
    expect(compose().count).toBe(1);
  });

  test('the same records again after a failure have another operation key', () => {
    add(2);
    const ops: string[] = [];
    for (const epoch of [3n, 3n, 3n, 4n]) {
      const { op } = compose(epoch);
      ops.push(op);
      expect(journal.batches.fail(op, 'wrong epoch')).toBe(true);
    }
    expect(new Set(ops).size).toBe(4);
    expect(ops[1]).toBe(`${ops[0]!}.2`);
  });
});

describe('batches', () => {
  test('queued → in_flight → committed, each once', () => {
    add(2);
    const { op } = compose();
    expect([journal.batches.send(op), journal.batches.send(op)]).toEqual([true, false]);
    expect(journal.batches.get(op)?.state).toBe('in_flight');
    expect([journal.batches.commit(op, 0n), journal.batches.commit(op, 0n)]).toEqual([true, false]);
    expect(journal.batches.onChain(3n, 0n)).toMatchObject({ op, state: 'committed', batchId: 0n });
    expect([journal.batches.send(op), journal.batches.fail(op, 'late')]).toEqual([false, false]);
    expect(refusal(() => journal.batches.commit(op, 1n))).toMatchObject({ code: 'conflict' });
    expect(journal.records.count().committed).toBe(2);
  });

  test('a failed one is final and sets its records free', () => {
    add(2);
    const { op } = compose();
    journal.batches.send(op);
    expect([journal.batches.fail(op, 'out of gas'), journal.batches.fail(op, 'again')]).toEqual([true, false]);
    expect(journal.batches.get(op)).toMatchObject({ state: 'failed', reason: 'out of gas', count: 2 });
    expect([journal.batches.send(op), journal.batches.commit(op, 1n)]).toEqual([false, false]);
    expect(journal.records.count()).toEqual({ recorded: 2, batched: 0, committed: 0, quarantined: 0 });
    expect(compose().count).toBe(2);
    expect(journal.batches.inState('failed')).toHaveLength(1);
  });

  test('the chain may show a batch that this journal never marked as sent', () => {
    add(1);
    const { op } = compose();
    expect(journal.batches.commit(op, 4n)).toBe(true);
  });

  test('two batches can’t have one place on chain', () => {
    add(2);
    const first = compose(3n, 1);
    const second = compose(3n, 1);
    journal.batches.commit(first.op, 1n);
    expect(refusal(() => journal.batches.commit(second.op, 1n))).toMatchObject({ code: 'invalid' });
    expect(journal.batches.get(second.op)?.state).toBe('queued');
    expect(journal.records.count()).toEqual({ recorded: 0, batched: 1, committed: 1, quarantined: 0 });
  });

  test('an unknown operation changes nothing', () => {
    expect([journal.batches.send('x'), journal.batches.commit('x', 1n), journal.batches.fail('x', 'y')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('fixing records that are taken changes nothing', () => {
    add(2);
    const taken = compose();
    const { count: _, state: __, ...rest } = taken;
    expect(journal.batches.fix({ ...rest, op: 'another' })).toBe(false);
    expect(journal.batches.get('another')).toBeUndefined();
    expect(journal.batches.fix(rest)).toBe(false);
  });
});
