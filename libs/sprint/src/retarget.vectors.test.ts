import { SprintError } from './error.js';
import { rescale, retarget } from './retarget.js';
import { multiplyAdds, type Shape } from './shape.js';
import { U64_MAX } from './task.js';
import { readVectors } from './testing/vectors.js';

interface Case {
  name: string;
  target: string;
  goal: string;
  found: string;
  last: Shape;
  next: Shape;
  last_multiply_adds: string;
  next_multiply_adds: string;
  same_sizes_target: string;
  next_target: string;
}

const { cases } = readVectors<Case>('retarget.json');

test.each(cases)('$name', (c) => {
  expect(String(multiplyAdds(c.last))).toBe(c.last_multiply_adds);
  expect(String(multiplyAdds(c.next))).toBe(c.next_multiply_adds);
  const same = retarget(BigInt(c.target), BigInt(c.goal), BigInt(c.found));
  expect(String(same)).toBe(c.same_sizes_target);
  expect(String(rescale(same, c.last, c.next))).toBe(c.next_target);
});

test.each([
  ['target', -1n, 1n, 1n],
  ['goal', 1n, U64_MAX + 1n, 1n],
  ['found', 1n, 1n, -1n],
])('refuses a %s that is no u64', (_, target, goal, found) => {
  expect(() => retarget(target, goal, found)).toThrow(SprintError);
});
