import { unhex } from './bytes.js';
import { Stream } from './stream.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface StreamCase {
  seed: string;
  words: string[];
  below: { n: string; values: string[] }[];
}

const { cases, refused } = readVectors<StreamCase, { seed: string; n: string }>('stream.json');

test.each(cases)('words of $name', ({ seed, words }) => {
  const stream = new Stream(unhex(seed));
  expect(words.map(() => String(stream.nextWord()))).toEqual(words);
});

test.each(cases)('below of $name', ({ seed, below }) => {
  for (const { n, values } of below) {
    const stream = new Stream(unhex(seed));
    expect(values.map(() => String(stream.below(BigInt(n))))).toEqual(values);
  }
});

test.each(refused)('refused: $name', ({ seed, n }) => {
  expect(codeOf(() => new Stream(unhex(seed)).below(BigInt(n)))).toBe('out-of-range');
});
