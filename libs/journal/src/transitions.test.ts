import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compare, SumTree, verifySumPath } from '@pacer/crypto';
import { composeBatch } from './compose-batch.js';
import { Journal } from './journal.js';
import type { NewResult } from './results.js';
import { sampleRecord } from './testing/sample.test.child.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-transitions-'));
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
    expect(journal.records.count()).toEqual({ recorded: 0, batched: 0, committed: 3 });
  });

  test('waiting ones by model', () => {
    add(2);
    journal.records.add(sampleRecord('other', 'another'));
    expect(journal.records.waiting()).toEqual([
      { model: 'another', count: 1 },
      { model: 'pacer-ref', count: 2 },
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
    expect(journal.records.count()).toEqual({ recorded: 2, batched: 0, committed: 0 });
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
    expect(journal.records.count()).toEqual({ recorded: 0, batched: 1, committed: 1 });
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

const item = (index: number) => ({ epoch: 3n, batchId: 2n, index });
const result = (index: number): NewResult => ({ ...item(index), owner: 'pacer1host', verdict: 'match', detail: '' });
const stateOf = (index: number) => journal.results.get(item(index))?.state;

describe('results', () => {
  test('one per item; the other verdict is a conflict', () => {
    expect([journal.results.add(result(1)), journal.results.add(result(1))]).toEqual([true, false]);
    expect(refusal(() => journal.results.add({ ...result(1), verdict: 'mismatch' }))).toMatchObject({
      code: 'conflict',
    });
    expect(journal.results.get(item(1))).toMatchObject({ ...result(1), state: 'queued' });
  });

  test('sent all or none', () => {
    for (const i of [1, 2, 3]) journal.results.add(result(i));
    expect(journal.results.send([item(1), item(9)], 'results/3/0')).toBe(false);
    expect(stateOf(1)).toBe('queued');
    expect(journal.results.send([], 'results/3/0')).toBe(false);
    expect(journal.results.send([item(1), item(2)], 'results/3/1')).toBe(true);
    expect(journal.results.send([item(2), item(3)], 'results/3/2')).toBe(false);
    expect(stateOf(3)).toBe('queued');
    expect(journal.results.carriedBy('results/3/1').map(({ index }) => index)).toEqual([1, 2]);
  });

  test('queued → in_flight → recorded, and then nothing moves it', () => {
    journal.results.add(result(1));
    journal.results.send([item(1)], 'op');
    expect([journal.results.record(item(1)), journal.results.record(item(1))]).toEqual([true, false]);
    expect([
      journal.results.release('op'),
      journal.results.quarantine(item(1), 'x'),
      journal.results.requeue(item(1)),
    ]).toEqual([0, false, false]);
    expect(journal.results.send([item(1)], 'op2')).toBe(false);
    expect(stateOf(1)).toBe('recorded');
  });

  test('a dead transaction gives back what it carried, except what was decided meanwhile', () => {
    for (const i of [1, 2, 3]) journal.results.add(result(i));
    journal.results.send([item(1), item(2), item(3)], 'op');
    journal.results.quarantine(item(2), 'not a duty');
    journal.results.record(item(3));
    expect([journal.results.release('op'), journal.results.release('op')]).toEqual([1, 0]);
    expect([1, 2, 3].map(stateOf)).toEqual(['queued', 'quarantined', 'recorded']);
    expect(journal.results.inState('queued')).toEqual([expect.objectContaining({ index: 1, op: undefined })]);
  });

  test('quarantined keeps its reason until it is queued again or the chain shows it', () => {
    journal.results.add(result(1));
    expect(journal.results.quarantine(item(1), 'quota')).toBe(true);
    expect(journal.results.get(item(1))).toMatchObject({ state: 'quarantined', reason: 'quota' });
    expect([journal.results.requeue(item(1)), journal.results.requeue(item(1))]).toEqual([true, false]);
    journal.results.quarantine(item(1), 'quota');
    expect(journal.results.record(item(1))).toBe(true);
    expect(journal.results.get(item(1))?.reason).toBeUndefined();
  });

  test('in the order of the chain, as many as wanted', () => {
    for (const i of [5, 1, 3]) journal.results.add(result(i));
    expect(journal.results.inState('queued', 2).map(({ index }) => index)).toEqual([1, 3]);
    expect(journal.results.ofEpoch(3n).map(({ index }) => index)).toEqual([1, 3, 5]);
    expect(journal.results.ofEpoch(4n)).toEqual([]);
  });
});

describe('duties', () => {
  const duty = (index: number, priority = 1, reason: 'drawn' | 'claim' = 'drawn') => ({
    ...item(index),
    owner: 'pacer1host',
    reason,
    priority,
  });
  const taken = (nowMs: number, leaseMs = 100) => journal.duties.take(nowMs, leaseMs)?.index;

  test('the most urgent first, none twice', () => {
    for (const [i, priority] of [1, 5, 3].entries()) journal.duties.want(duty(i, priority));
    expect([taken(0), taken(0), taken(0), taken(0)]).toEqual([1, 2, 0, undefined]);
  });

  test('wanted again: moves up, never down', () => {
    expect(journal.duties.want(duty(1, 5))).toBe(true);
    expect(journal.duties.want(duty(1, 5))).toBe(false);
    expect(journal.duties.want(duty(1, 4))).toBe(false);
    expect(journal.duties.want(duty(1, 4, 'claim'))).toBe(true);
    expect(journal.duties.want(duty(1, 5, 'drawn'))).toBe(false);
    expect(journal.duties.get(item(1))).toMatchObject({ priority: 5, reason: 'claim' });
    expect(journal.duties.want(duty(1, 9))).toBe(true);
    expect(journal.duties.get(item(1))).toMatchObject({ priority: 9, reason: 'claim' });
  });

  test('one of a killed worker is taken again when its lease is over', () => {
    journal.duties.want(duty(1));
    expect([taken(1_000), taken(1_099), taken(1_100)]).toEqual([1, undefined, 1]);
  });

  test('done queues its result, once, together', () => {
    journal.duties.want(duty(1));
    journal.duties.take(0, 100);
    expect([journal.duties.done(result(1)), journal.duties.done(result(1))]).toEqual([true, false]);
    expect(stateOf(1)).toBe('queued');
    expect(journal.duties.get(item(1))).toMatchObject({ state: 'done', leaseUntilMs: undefined });
    expect([taken(9_999), journal.duties.want(duty(1, 99, 'claim')), journal.duties.fail(item(1), 'x', 0)]).toEqual([
      undefined,
      false,
      false,
    ]);
    expect(journal.duties.done(result(2))).toBe(false);
    expect(stateOf(2)).toBeUndefined();
  });

  test('if the result can’t be stored the duty isn’t done either', () => {
    journal.duties.want(duty(1));
    journal.results.add({ ...result(1), verdict: 'mismatch' });
    expect(refusal(() => journal.duties.done(result(1)))).toMatchObject({ code: 'conflict' });
    expect(journal.duties.get(item(1))?.state).toBe('wanted');
  });

  test('a failed one waits for its time, counts, and a claim has it tried at once', () => {
    journal.duties.want(duty(1));
    expect(journal.duties.fail(item(1), 'not running', 0)).toBe(false);
    journal.duties.take(0, 100);
    expect(journal.duties.fail(item(1), 'engine down', 5_000)).toBe(true);
    expect(journal.duties.get(item(1))).toMatchObject({ state: 'failed', failures: 1, lastError: 'engine down' });
    expect([taken(4_999), taken(5_000)]).toEqual([undefined, 1]);
    journal.duties.fail(item(1), 'engine down', 60_000);
    expect(journal.duties.want(duty(1, 1, 'claim'))).toBe(true);
    expect(taken(5_001)).toBe(1);
    expect(journal.duties.get(item(1))).toMatchObject({ state: 'running', failures: 2 });
  });

  test('discharged by the chain without a result', () => {
    journal.duties.want(duty(1));
    expect([journal.duties.discharge(item(1)), journal.duties.discharge(item(1))]).toEqual([true, false]);
    expect([journal.duties.discharge(item(2)), stateOf(1)]).toEqual([false, undefined]);
  });

  test('what is open in an epoch, and how many in each state', () => {
    for (const i of [1, 2, 3, 4]) journal.duties.want(duty(i, i));
    journal.duties.take(0, 100);
    journal.duties.take(0, 100);
    journal.duties.done(result(4));
    journal.duties.fail(item(3), 'x', 9);
    journal.duties.take(0, 100);
    expect(journal.duties.open(3n).map(({ index, state }) => [index, state])).toEqual([
      [3, 'failed'],
      [2, 'running'],
      [1, 'wanted'],
    ]);
    expect(journal.duties.count(3n)).toEqual({ wanted: 1, running: 1, done: 1, failed: 1 });
    expect(journal.duties.count(4n)).toEqual({ wanted: 0, running: 0, done: 0, failed: 0 });
  });
});

describe('σ', () => {
  const sigma = new Uint8Array(96).fill(9);

  test('is kept once and never replaced', () => {
    expect([journal.sigmas.put(3n, sigma), journal.sigmas.put(3n, sigma)]).toEqual([true, false]);
    expect(refusal(() => journal.sigmas.put(3n, new Uint8Array(96)))).toMatchObject({
      code: 'conflict',
      retryable: false,
    });
    expect(Buffer.from(journal.sigmas.get(3n)!).equals(sigma)).toBe(true);
    expect(journal.sigmas.get(4n)).toBeUndefined();
    journal.sigmas.put(0n, sigma);
    expect(journal.sigmas.epochs()).toEqual([0n, 3n]);
  });
});
