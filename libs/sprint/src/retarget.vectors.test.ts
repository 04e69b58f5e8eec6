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
  largest_goal: string;
  largest: string;
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
  const goal = { all: BigInt(c.goal), largest: BigInt(c.largest_goal) };
  const same = retarget(BigInt(c.target), goal, { all: BigInt(c.found), largest: BigInt(c.largest) });
  expect(String(same)).toBe(c.same_sizes_target);
  expect(String(rescale(same, c.last, c.next))).toBe(c.next_target);
});

const one = { all: 1n, largest: 1n };

test.each([
  ['target', -1n, one, one],
  ['goal.all', 1n, { ...one, all: U64_MAX + 1n }, one],
  ['goal.largest', 1n, { ...one, largest: -1n }, one],
  ['found.all', 1n, one, { ...one, all: -1n }],
  ['found.largest', 1n, one, { ...one, largest: U64_MAX + 1n }],
])('refuses a %s that is no u64', (name, target, goal, found) => {
  expect(() => retarget(target, goal, found)).toThrow(SprintError);
  expect(() => retarget(target, goal, found)).toThrow(name);
});
