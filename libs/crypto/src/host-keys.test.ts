import { hex } from './bytes.js';
import { derivePath } from './eip2333.js';
import { hostKeys } from './host-keys.js';
import { codeOf } from './testing/refusal.js';

test('the two keys of a seed are the children that the protocol names, and differ', () => {
  const seed = new Uint8Array(32).fill(3);
  const keys = hostKeys(seed);
  expect(hex(keys.bls)).toBe(hex(derivePath(seed, 'm/12381/7273/0/0')));
  expect(hex(keys.dealing)).toBe(hex(derivePath(seed, 'm/12381/7273/0/1')));
  expect(hex(keys.bls)).not.toBe(hex(keys.dealing));
});

test.each([0, 31, 33, 64])('a seed of %s bytes is refused', (length) => {
  expect(codeOf(() => hostKeys(new Uint8Array(length)))).toBe('bad-length');
});
