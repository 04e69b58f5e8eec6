import { describe, expect, test } from '@jest/globals';
import { WindowAlarms } from '@pacer/agent';
import fc from 'fast-check';
import { anyFacts, batchOf, ended, failed, resultOf, someFacts, waitingOf } from './facts.test.support.js';
import { SubmitterWindows, WINDOWS } from './windows.js';

const results = (...open: Parameters<typeof resultOf>[]) => open.map((args) => resultOf(...args));

describe('the window of results', () => {
  test('runs from when the oldest open one was seen until two epochs after theirs', () => {
    const windows = new SubmitterWindows();
    const first = { results: results([0, { epoch: 0n }], [1, { epoch: 0n }]), height: 100n };
    expect(windows.look(someFacts(first))).toMatchObject([
      {
        key: 'results/0',
        kind: 'results',
        from: 100n,
        end: 180n,
        state: 'open',
        why: expect.stringMatching(/^2 of 2 results/),
      },
    ]);
    // Another comes later, the first ones are done: the window is that of the later one.
    const later = {
      results: results([0, { epoch: 0n, onChain: 'match' }], [1, { epoch: 0n, onChain: 'match' }], [2, { epoch: 0n }]),
    };
    expect(windows.look(someFacts({ ...later, height: 140n }))).toMatchObject([{ from: 140n, state: 'open' }]);
    expect(windows.look(someFacts({ results: results([0]), height: 141n }))).toMatchObject([
      { key: 'results/1', end: 270n },
    ]);
  });

  test('is done when the chain shows all, and lost when it takes none any more', () => {
    const windows = new SubmitterWindows();
    expect(windows.look(someFacts({ results: results([0, { onChain: 'match' }]) }))).toMatchObject([{ state: 'done' }]);
    expect(windows.look(someFacts({ results: results([0]), epoch: 3n }))).toMatchObject([{ state: 'lost' }]);
  });

  test('waits for help when what refused it is for people to mend', () => {
    const op = 'results/1/5.0';
    const operations = new Map([[op, ended(failed('host', 2))]]);
    expect(new SubmitterWindows().look(someFacts({ results: results([0, { op }]), operations }))).toMatchObject([
      { why: expect.stringContaining('host/UNAUTHORIZED'), waitsForHelp: true },
    ]);
  });
});

describe('the window of a batch', () => {
  test('runs from when its records were seen until they count for another epoch', () => {
    const windows = new SubmitterWindows();
    expect(windows.look(someFacts({ waiting: [waitingOf(3)] }))).toMatchObject([
      {
        key: 'batch/1/artifact/m',
        kind: 'batch',
        from: 100n,
        end: 150n,
        state: 'open',
        why: '3 records of m wait for a batch',
      },
    ]);
    expect(windows.look(someFacts({ waiting: [waitingOf(3)], height: 120n }))).toMatchObject([{ from: 100n }]);
    expect(windows.look(someFacts({ batches: [batchOf()], height: 121n }))).toMatchObject([
      { key: 'batch/1/artifact/m/00', from: 121n, end: 150n, state: 'open' },
    ]);
    expect(windows.look(someFacts({ batches: [batchOf({ onChain: 4n })], height: 123n }))).toMatchObject([
      { state: 'done' },
    ]);
  });

  test('is none while the chain takes none, or nobody knows when the epoch changes', () => {
    const waiting = [waitingOf(3)];
    const slots = (height: bigint, until: bigint) => new Map([['artifact/m', { height, epoch: 1n, until }]]);
    expect(new SubmitterWindows().look(someFacts({ waiting, slots: slots(102n, 150n) }))).toEqual([]);
    expect(new SubmitterWindows().look(someFacts({ waiting, slots: slots(101n, 0n) }))).toEqual([]);
  });

  test('is lost when the epoch that it counts for is over', () => {
    const slots = new Map([['artifact/m', { height: 101n, epoch: 2n, until: 0n }]]);
    expect(new SubmitterWindows().look(someFacts({ batches: [batchOf()], slots }))).toMatchObject([{ state: 'lost' }]);
  });
});

test('whatever the facts are, windows are well formed, and none counts as missed that the chain shows', () => {
  fc.assert(
    fc.property(fc.array(anyFacts, { minLength: 1, maxLength: 8 }), (all) => {
      const windows = new SubmitterWindows();
      const missed: string[] = [];
      const alarms = new WindowAlarms(WINDOWS, () => undefined);
      for (const facts of all) {
        const seen = windows.look(facts);
        for (const { from, end } of seen) expect(from).toBeLessThan(end);
        missed.push(...alarms.look(seen, facts.height).missed.map(({ key }) => key));
        const done = seen.filter(({ state }) => state === 'done').map(({ key }) => key);
        const now = alarms.look(seen, facts.height).missed.map(({ key }) => key);
        for (const key of done) expect(now).not.toContain(key);
      }
      expect(new Set(missed).size).toBe(missed.length);
    }),
  );
});
