import { expect, test } from '@jest/globals';
import { backlogConditions } from './backlog.js';
import { someFacts, waitingOf } from './facts.test.support.js';

const at = (nowMs: number, intervalMs = 2_500) =>
  backlogConditions(
    someFacts({
      ...{
        nowMs,
        intervalMs,
        waiting: [waitingOf(7, { oldestMs: 1_000 }), waitingOf(1, { model: 'n', oldestMs: nowMs })],
      },
      backlog: { queued: 3, inFlight: 4, oldestMs: 2_000 },
    }),
  ).map(({ alert, key }) => [alert, key]);

test('what waits is told about once it is older than some intervals, a minute at least', () => {
  expect(at(61_000)).toEqual([]);
  expect(at(61_001)).toEqual([['backlog', 'records/artifact/m']]);
  expect(at(62_001)).toEqual([
    ['backlog', 'records/artifact/m'],
    ['backlog', 'results'],
  ]);
  expect(at(2_001_000, 500_000)).toEqual([]);
  expect(at(2_001_001, 500_000)).toEqual([['backlog', 'records/artifact/m']]);
});

test('what is set aside is told about, by table', () => {
  const conditions = backlogConditions(someFacts({ quarantined: { records: 2, results: 1 } }));
  expect(conditions.map(({ alert, said }) => [alert, said])).toEqual([
    ['quarantined', '2 records are set aside'],
    ['quarantined', '1 results are set aside'],
  ]);
});
