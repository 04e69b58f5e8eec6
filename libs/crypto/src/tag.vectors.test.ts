import { hex, unhex } from './bytes.js';
import { H } from './tag.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Input {
  tag: string;
  parts: string[];
}

const { cases, refused } = readVectors<Input & { hash: string }, Input>('h.json');

test.each(cases)('$name', ({ tag, parts, hash }) => {
  expect(hex(H(tag, ...parts.map(unhex)))).toBe(hash);
});

test.each(refused)('refused: $name', ({ tag, parts }) => {
  expect(codeOf(() => H(tag, ...parts.map(unhex)))).toBe('bad-length');
});
