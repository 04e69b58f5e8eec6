import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal } from './journal.js';
import type { NewResult } from './results.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-duties-'));
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

const item = (index: number) => ({ epoch: 3n, batchId: 2n, index });
const result = (index: number): NewResult => ({
  ...item(index),
  ...{ owner: 'pacer1host', verdict: 'match', detail: '', createdMs: index },
});
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
    expect([taken(9_999), journal.duties.want(duty(1, 99)), journal.duties.fail(item(1), 'x', 0)]).toEqual([
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
