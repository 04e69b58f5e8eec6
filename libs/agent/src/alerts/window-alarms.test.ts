import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { passedPercent, WindowAlarms, type Overdue, type WatchedWindow } from './window-alarms.js';

let ends: Map<string, 'done' | 'unfinished'>;
let shown: Map<string, Overdue>;
let missed: string[];
let alarms: WindowAlarms;

beforeEach(() => {
  ends = new Map();
  shown = new Map();
  missed = [];
  alarms = new WindowAlarms(['claim', 'other'], ({ key }) => ends.get(key), {
    window: (kind, overdue) => void shown.set(kind, overdue),
    missed: (kind) => void missed.push(kind),
  });
});

const claim = (change: Partial<WatchedWindow> = {}): WatchedWindow => {
  return {
    key: 'claim/7',
    kind: 'claim',
    from: 100n,
    end: 200n,
    state: 'open',
    why: 'refused',
    todo: 'pay',
    ...change,
  };
};

describe('a window', () => {
  test('is a condition from 50, 80 and 95 % on, each more urgent', () => {
    const levels = [99n, 149n, 150n, 179n, 180n, 194n, 195n, 250n].map((height) => {
      const [condition] = alarms.look([claim()], height).lasting;
      return condition && [condition.severity, condition.said.slice(0, 5)];
    });
    expect(levels).toEqual([
      undefined,
      undefined,
      ['info', '50 % '],
      ['info', '79 % '],
      ['warning', '80 % '],
      ['warning', '94 % '],
      ['critical', '95 % '],
      ['critical', '100 %'],
    ]);
    expect(alarms.look([claim()], 190n).lasting).toMatchObject([
      { said: '90 % of the time for claim/7 have passed without success, 10 blocks are left; refused', todo: 'pay' },
    ]);
  });

  test('is shown as share and blocks, the worst of its kind', () => {
    alarms.look(
      [claim(), claim({ key: 'claim/8', from: 140n, end: 340n }), claim({ key: 'claim/6', state: 'done' })],
      160n,
    );
    expect(shown.get('claim')).toEqual({ passed: 0.6, blocksLeft: 40n });
    expect(shown.get('other')).toEqual({ passed: 0, blocksLeft: undefined });
    alarms.look([claim({ state: 'done' })], 160n);
    expect(shown.get('claim')).toEqual({ passed: 0, blocksLeft: undefined });
  });

  test('that waits for somebody is a condition at once, before it has begun', () => {
    expect(alarms.look([claim({ waitsForHelp: true })], 1n).lasting).toEqual([
      { alert: 'needs-help', key: 'claim/7', said: 'claim/7 waits for help: refused', todo: 'pay', cause: 'refused' },
    ]);
  });

  test('that is lost is missed once, however often it is seen', () => {
    alarms.look([claim()], 150n);
    expect(alarms.look([claim({ state: 'lost' })], 200n).missed).toMatchObject([
      { alert: 'missed-window', key: 'claim/7' },
    ]);
    expect(alarms.look([claim({ state: 'lost' })], 201n).missed).toEqual([]);
    expect(alarms.look([], 202n).missed).toEqual([]);
    expect(missed).toEqual(['claim']);
  });

  test('that is seen no more was missed if its end has passed and the journal knows of no success', () => {
    alarms.look([claim()], 199n);
    expect(alarms.look([], 205n).missed.map(({ said }) => said)).toEqual([
      'claim/7 was missed: its window ended at height 200; before: refused',
    ]);
    expect(missed).toEqual(['claim']);
  });

  test('that is seen no more before its end was not needed any more', () => {
    alarms.look([claim()], 120n);
    expect(alarms.look([], 130n).missed).toEqual([]);
    expect(alarms.look([], 230n).missed).toEqual([]);
    expect(missed).toEqual([]);
  });

  test('whose last block held the transaction was not missed, also if the chain is not asked any more', () => {
    alarms.look([claim()], 199n);
    ends.set('claim/7', 'done');
    expect(alarms.look([], 205n).missed).toEqual([]);
    expect(missed).toEqual([]);
  });

  test('with an attempt under way at its end is decided when that ends', () => {
    for (const end of ['done', undefined] as const) {
      ends.set('claim/7', 'unfinished');
      alarms.look([claim({ state: 'lost' })], 200n);
      alarms.look([], 201n);
      expect(missed).toEqual([]);
      if (end) ends.set('claim/7', end);
      else ends.delete('claim/7');
      alarms.look([], 202n);
    }
    expect(missed).toEqual(['claim']);
  });
});

test('what has passed of a window is 0 before it and 100 after it', () => {
  const heights = [0n, 100n, 149n, 150n, 199n, 200n, 900n];
  expect(heights.map((height) => passedPercent({ from: 100n, end: 200n }, height))).toEqual([
    0, 0, 49, 50, 99, 100, 100,
  ]);
});

test('whatever heights are seen, a window is missed exactly if it was not done by its end, and counts once', () => {
  const heights = fc.array(fc.bigInt(1n, 300n), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(heights, fc.option(fc.bigInt(100n, 260n), { nil: undefined }), (some, doneAt) => {
      const counted: string[] = [];
      const journal = new Map<string, 'done'>();
      const one = new WindowAlarms(['claim'], ({ key }) => journal.get(key), {
        window: () => undefined,
        missed: (k) => void counted.push(k),
      });
      const isDone = doneAt !== undefined && doneAt < 200n;
      // The chain shows the window until its epoch is over at 200, as agents look at it.
      const seen = [...some, 150n, 260n, 261n].sort((a, b) => (a < b ? -1 : 1));
      for (const height of seen) {
        if (isDone && height >= doneAt) journal.set('claim/7', 'done');
        const state = isDone && height >= doneAt ? 'done' : 'open';
        one.look(height < 200n ? [claim({ state })] : [], height);
      }
      expect(counted).toEqual(isDone ? [] : ['claim']);
    }),
  );
});
