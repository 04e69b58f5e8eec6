import { hex, unhex } from './bytes.js';
import { derivePath } from './eip2333.js';
import { hostKeys } from './host-keys.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Input {
  seed: string;
  path: string;
}

const { cases, refused } = readVectors<Input & { secret_key: string }, Input>('eip2333.json');

test.each(cases)('$name', ({ seed, path, secret_key }) => {
  expect(hex(derivePath(unhex(seed), path))).toBe(secret_key);
});

test.each([
  ['m/12381/7273/0/0', 'bls'],
  ['m/12381/7273/0/1', 'dealing'],
] as const)('the key of a Host at %s', (path, name) => {
  const children = cases.filter((vector) => vector.path === path && vector.seed.length === 64);
  expect(children).not.toHaveLength(0);
  for (const { seed, secret_key } of children) expect(hex(hostKeys(unhex(seed))[name])).toBe(secret_key);
});

test.each(refused)('refused: $name', ({ seed, path }) => {
  expect(codeOf(() => derivePath(unhex(seed), path))).toBe('bad-length');
});
