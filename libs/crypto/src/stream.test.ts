import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { concat, hex, u32be, u64be, utf8 } from './bytes.js';
import { Stream } from './stream.js';
import { codeOf } from './testing/refusal.js';

const seed = utf8('seed');

test('the words are the hash blocks, across their boundary', () => {
  const stream = new Stream(seed);
  const words = Array.from({ length: 9 }, () => hex(u64be(stream.nextWord()))).join('');
  const blocks = [0, 1, 2].map((i) => hex(sha256(concat(seed, u32be(i))))).join('');
  expect(words).toBe(blocks.slice(0, 9 * 16));
});

test('a stream keeps its seed when the caller changes the array', () => {
  const mine = utf8('seed');
  const stream = new Stream(mine);
  mine.fill(0);
  expect(stream.nextWord()).toBe(new Stream(seed).nextWord());
});

test('below is in range, and rejects exactly the words beyond the last whole multiple of n', () => {
  const anyN = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8 }), anyN, (x, n) => {
      const words = new Stream(x);
      const wholeMultiples = (2n ** 64n / n) * n;
      let word = words.nextWord();
      while (word >= wholeMultiples) word = words.nextWord();
      const value = new Stream(x).below(n);
      expect(value).toBe(word % n);
      expect(value < n).toBe(true);
    }),
  );
});

test('the first word that does not fit a whole multiple of n is rejected', () => {
  for (let i = 0; i < 20; i++) {
    const n = new Stream(u32be(i)).nextWord();
    if (n < 2n ** 63n) continue; // else 2n still fits below 2^64
    const rest = new Stream(u32be(i));
    rest.nextWord(); // n itself: only 0 … n − 1 are a whole multiple
    expect(new Stream(u32be(i)).below(n)).toBe(rest.below(n));
  }
});

test('below never favours small results where a plain remainder would', () => {
  // n = 3·2^62: without rejection results below 2^62 would come half of the time instead of a third.
  const stream = new Stream(utf8('bias'));
  const n = 3n * 2n ** 62n;
  const draws = Array.from({ length: 3000 }, () => stream.below(n));
  const small = draws.filter((value) => value < 2n ** 62n).length;
  expect(small).toBeGreaterThan(850);
  expect(small).toBeLessThan(1150);
});

test.each([0n, -1n, 2n ** 64n])('below refuses n = %s', (n) => {
  expect(codeOf(() => new Stream(seed).below(n))).toBe('out-of-range');
});
