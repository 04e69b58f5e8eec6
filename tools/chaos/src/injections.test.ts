import { Injections, median, resumeTimes } from './injections.js';

test('an agent has resumed with its first progress after the end of a fault', () => {
  const injections = new Injections();
  const one = injections.begin('a', 'kill');
  one.isWatched = true;
  injections.end(one, 1);
  const end = one.endedMs!;
  injections.progressed('b', end + 10);
  injections.progressed('a', end - 1);
  expect(one.resumedMs).toBeUndefined();
  injections.progressed('a', end + 50);
  injections.progressed('a', end + 90);
  expect(resumeTimes([one])).toEqual([50]);
});

test('a fault that comes before it has resumed leaves the earlier one without an answer', () => {
  const injections = new Injections();
  const first = injections.begin('a', 'kill');
  injections.end(first, 1);
  const second = injections.begin('a', 'rpc hang', 2);
  second.isWatched = true;
  injections.progressed('a', Date.now() + 10);
  expect([first.resumedMs, second.resumedMs]).toEqual([undefined, undefined]);
  injections.end(second, 4);
  injections.progressed('a', second.endedMs! + 7);
  expect(resumeTimes(injections.of('a'))).toEqual([7]);
});

test('times of faults after which others could have come are not counted', () => {
  const injections = new Injections();
  const one = injections.begin('a', 'kill');
  injections.end(one, 1);
  injections.progressed('a', one.endedMs! + 3);
  expect(one.resumedMs).toBe(one.endedMs! + 3);
  expect(resumeTimes([one])).toEqual([]);
});

test('the middle of times', () => {
  expect(median([])).toBeUndefined();
  expect(median([5])).toBe(5);
  expect(median([9, 1, 5])).toBe(5);
});
