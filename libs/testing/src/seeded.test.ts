import { Seeded } from './seeded.js';

const first = (seed: number, count: number) => {
  const source = new Seeded(seed);
  return Array.from({ length: count }, () => source.next());
};

test('the same seed gives the same numbers, another one others', () => {
  expect(first(7, 20)).toEqual(first(7, 20));
  expect(first(7, 20)).not.toEqual(first(8, 20));
});

test('numbers are spread over [0, 1)', () => {
  const numbers = first(1, 10_000);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  for (let tenth = 0; tenth < 10; tenth++)
    expect(numbers.filter((one) => Math.floor(one * 10) === tenth).length).toBeGreaterThan(850);
});

test('shuffle keeps every item once', () => {
  const source = new Seeded(3);
  const list = [1, 2, 3, 4, 5, 6, 7];
  expect(source.shuffle(list).sort()).toEqual(list);
});

test('nothing can be picked from an empty list', () => {
  expect(() => new Seeded(1).pick([])).toThrow(RangeError);
});
