import { unhex } from './bytes.js';
import { floyd } from './floyd.js';
import { Stream } from './stream.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Sample {
  seed: string;
  n: number;
  m: number;
}

const { cases, refused } = readVectors<Sample & { indices: number[] }, Sample>('floyd.json');

test.each(cases)('$name', ({ seed, n, m, indices }) => {
  expect(floyd(new Stream(unhex(seed)), n, m)).toEqual(indices);
});

test.each(refused)('refused: $name', ({ seed, n, m }) => {
  expect(codeOf(() => floyd(new Stream(unhex(seed)), n, m))).toBe('out-of-range');
});
