import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLogger, type Logger } from '../log.js';
import { ALERTS, type Condition, type Notice } from './alert.js';
import { AlertBook } from './alert-book.js';

const MINUTE = 60_000;
const REFIRE = 30 * MINUTE;

let now: number;
let told: Notice[][];
let lines: { level: string; msg: string }[];
let log: Logger;
let book: AlertBook;

const clock = { now: () => 1_000_000 + now, monotonic: () => now, sleep: () => Promise.resolve() };

beforeEach(() => {
  now = 0;
  told = [];
  lines = [];
  const write = (line: string) => void lines.push(JSON.parse(line) as { level: string; msg: string });
  log = createLogger({ program: 'test', destination: { write } });
  book = new AlertBook({ clock, log, refireMs: REFIRE, notify: (notices) => void told.push([...notices]) });
});

const at = (ms: number, conditions?: readonly Condition[]): [string, string][] => {
  now = ms;
  told = [];
  if (conditions) book.report('source', conditions);
  book.tick();
  return told.flat().map(({ status, alert }) => [status, alert]);
};

const fees: Condition = { alert: 'fee-balance', key: 'upacer', said: 'too little', todo: 'send some' };

describe('an alert', () => {
  test('is told once, again every half hour while it lasts, and resolved when it is no longer reported', () => {
    expect(at(0, [fees])).toEqual([['firing', 'fee-balance']]);
    expect(at(1000, [fees])).toEqual([]);
    expect(at(REFIRE - 1, [fees])).toEqual([]);
    expect(at(REFIRE, [fees])).toEqual([['firing', 'fee-balance']]);
    expect(at(2 * REFIRE + 5, [fees])).toEqual([['firing', 'fee-balance']]);
    expect(at(2 * REFIRE + 6, [])).toEqual([['resolved', 'fee-balance']]);
    expect(told[0]?.[0]).toMatchObject({
      startedMs: 1_000_000,
      endedMs: 1_000_000 + 2 * REFIRE + 6,
      said: 'too little',
    });
    expect(at(9 * REFIRE, [])).toEqual([]);
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'too little; send some'],
      ['info', 'over: too little'],
    ]);
  });

  test('fires on when its source says nothing at all: silence of a source is no good news', () => {
    at(0, [fees]);
    book.report('another source', []);
    expect(at(REFIRE)).toEqual([['firing', 'fee-balance']]);
  });

  test('that must last first is not told about before, nor at all if it does not', () => {
    const endpoints: Condition = { alert: 'endpoints', key: 'rpc', said: 'one left', todo: 'look' };
    const after = ALERTS.endpoints.afterSeconds * 1000;
    expect(at(0, [endpoints])).toEqual([]);
    expect(at(after - 1, [])).toEqual([]);
    expect(at(after, [endpoints])).toEqual([]);
    expect(at(2 * after - 1, [endpoints])).toEqual([]);
    expect(at(2 * after, [endpoints])).toEqual([['firing', 'endpoints']]);
    // One that flaps is one alert.
    const keep = ALERTS.endpoints.keepSeconds * 1000;
    expect(at(2 * after + keep - 1, [])).toEqual([]);
    expect(at(2 * after + keep - 1, [endpoints])).toEqual([]);
    expect(at(2 * after + 2 * keep - 1, [])).toEqual([['resolved', 'endpoints']]);
  });

  test('that became more urgent is another, and the less urgent one is over without a word in the log', () => {
    const near = (severity: 'info' | 'warning'): Condition => ({
      ...{ alert: 'deadline', key: 'claim/7', said: `${severity}!`, todo: '', severity },
    });
    at(0, [near('info')]);
    expect(at(1, [near('warning')])).toEqual([
      ['firing', 'deadline'],
      ['resolved', 'deadline'],
    ]);
    expect(told.flat().map(({ severity }) => severity)).toEqual(['warning', 'info']);
    expect(lines.map(({ msg }) => msg)).toEqual(['info!', 'warning!']);
  });

  test('is told again at once when its cause changes, not when a figure in it does', () => {
    const help = (cause: string, said: string): Condition => ({
      alert: 'needs-help',
      key: 'deal/0',
      said,
      todo: '',
      cause,
    });
    at(0, [help('key', 'no key, 9 left')]);
    expect(at(1, [help('key', 'no key, 8 left')])).toEqual([]);
    expect(at(2, [help('fee', 'no fee')])).toEqual([['firing', 'needs-help']]);
    expect(lines.map(({ msg }) => msg)).toEqual(['no key, 9 left', 'no fee']);
  });

  test('about something that happened is over some time after the last time', () => {
    const jump: Condition = { alert: 'clock-jump', key: 'clock', said: 'jumped', todo: '' };
    const keep = ALERTS['clock-jump'].keepSeconds * 1000;
    book.raise(jump);
    expect(at(0)).toEqual([['firing', 'clock-jump']]);
    now = keep - 1;
    book.raise(jump);
    told = [];
    expect(at(2 * keep - 2)).not.toContainEqual(['resolved', 'clock-jump']);
    expect(at(2 * keep - 1)).toEqual([['resolved', 'clock-jump']]);
  });
});

test('whatever is reported when, what was told last of each alert is what is true', () => {
  const names = ['fee-balance', 'allowance', 'needs-help', 'endpoints'] as const;
  const step = fc.record({
    pause: fc.integer({ min: 0, max: 40 * MINUTE }),
    wrong: fc.uniqueArray(fc.constantFrom(...names)),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      now = 0;
      const heard = new Map<string, string>();
      const silent = createLogger({ program: 'test', destination: { write: () => undefined } });
      const notify = (notices: readonly Notice[]) => notices.forEach(({ alert, status }) => heard.set(alert, status));
      const one = new AlertBook({ clock, log: silent, refireMs: REFIRE, notify });
      for (const { pause, wrong } of steps) {
        now += pause;
        one.report(
          'source',
          wrong.map((alert): Condition => ({ alert, key: 'k', said: '', todo: '' })),
        );
        one.tick();
        const firing = [...heard].filter(([, status]) => status === 'firing').map(([alert]) => alert);
        expect(firing.sort()).toEqual(one.firing.map(({ alert }) => alert).sort());
        for (const alert of wrong) {
          if (ALERTS[alert].afterSeconds === 0) expect(firing).toContain(alert);
        }
        for (const alert of firing) {
          if (!wrong.includes(alert as never)) expect(ALERTS[alert as 'endpoints'].keepSeconds).toBeGreaterThan(0);
        }
      }
    }),
  );
});
