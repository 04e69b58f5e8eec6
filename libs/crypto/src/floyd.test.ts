import fc from 'fast-check';
import { floyd } from './floyd.js';
import { Stream } from './stream.js';
import { codeOf } from './testing/refusal.js';
import { u32be } from './bytes.js';

test('a sample is distinct, ascending and in range', () => {
  const sizes = fc.nat(300).chain((n) => fc.tuple(fc.constant(n), fc.nat(n)));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), sizes, (x, [n, m]) => {
      const sample = floyd(new Stream(x), n, m);
      expect(sample).toHaveLength(m);
      expect(sample.every((value, i) => value > (sample[i - 1] ?? -1) && value < n)).toBe(true);
    }),
  );
});

test('m = n is everything, m = 0 is nothing and draws nothing', () => {
  expect(floyd(new Stream(u32be(1)), 5, 5)).toEqual([0, 1, 2, 3, 4]);
  const stream = new Stream(u32be(1));
  expect(floyd(stream, 5, 0)).toEqual([]);
  expect(stream.nextWord()).toBe(new Stream(u32be(1)).nextWord());
});

test('every pair of five comes up about equally often', () => {
  const seen = new Map<string, number>();
  for (let i = 0; i < 5000; i++) {
    const pair = floyd(new Stream(u32be(i)), 5, 2).join();
    seen.set(pair, (seen.get(pair) ?? 0) + 1);
  }
  expect(seen.size).toBe(10);
  expect(Math.min(...seen.values())).toBeGreaterThan(400);
  expect(Math.max(...seen.values())).toBeLessThan(600);
});

test.each([
  [2, 3],
  [-1, 0],
  [3, -1],
  [2.5, 1],
])('of %s, a sample of %s is refused', (n, m) => {
  expect(codeOf(() => floyd(new Stream(u32be(0)), n, m))).toBe('out-of-range');
});
