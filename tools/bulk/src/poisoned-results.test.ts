import { expect, test } from '@jest/globals';
import { type Header } from '@pacer/proto/inference/v1';
import { poisonedResult, resultPoisons, withPoison } from './poisoned-results.js';

const header = (id: bigint, host: string, count: number) => ({ id, host, count }) as Header;
const headers = [header(0n, 'other', 8_192), header(1n, 'me', 3), header(2n, 'other', 8_000)];
const of = (place: number, number: number) => poisonedResult('me', place, number, 0n, headers);

test('each is one that the chain refuses, for another reason', () => {
  expect(of(0, 0)).toEqual({ epoch: 0n, batchId: 2n, index: 8_000, owner: 'other', poison: 'NO_SUCH_INDEX' });
  expect(of(1, 0)).toEqual({ epoch: 0n, batchId: 1n, index: 0, owner: 'me', poison: 'OWN_BATCH' });
  expect(of(2, 0)).toMatchObject({ batchId: 1_000_000n, poison: 'NO_SUCH_BATCH' });
  expect(resultPoisons.map((_, place) => of(place, 0).poison)).toEqual(resultPoisons);
});

test('no two have one place, and where no batch serves one without a batch is made', () => {
  const all = Array.from({ length: 300 }, (_, number) => of(0, number));
  expect(new Set(all.map(({ batchId, index }) => `${batchId}.${index}`)).size).toBe(300);
  // The own batch has three records only.
  expect(of(1, 3).poison).toBe('NO_SUCH_BATCH');
});

test('one among every so many, counted over all lists of a Host', () => {
  const duties = Array.from({ length: 25 }, (_, index) => ({ epoch: 0n, batchId: 2n, index, owner: 'other' }));
  let number = 0;
  const next = () => of(0, number++);
  const first = withPoison(duties.slice(0, 12), { every: 10, before: 0, next });
  const second = withPoison(duties.slice(12), { every: 10, before: 12, next });
  expect([first.poisoned.length, second.poisoned.length]).toEqual([1, 2]);
  expect(first.items.length).toBe(13);
  expect(first.items[2]).toBe(first.poisoned[0]);
});
