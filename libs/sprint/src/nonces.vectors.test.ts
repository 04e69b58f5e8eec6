import { hex, unhex } from '@pacer/crypto';
import * as fc from 'fast-check';
import { SprintError } from './error.js';
import { decodeNonces, encodeNonces } from './nonces.js';
import { U64_MAX } from './task.js';
import { readVectors } from './testing/vectors.js';

const vectors = readVectors<
  { name: string; nonces: string[]; coded: string },
  { name: string; coded: string; limit: number; why: string }
>('nonce-coding.json');

test.each(vectors.cases)('$name', ({ nonces, coded }) => {
  const list = nonces.map(BigInt);
  expect(hex(encodeNonces(list))).toBe(coded);
  expect(decodeNonces(unhex(coded), list.length)).toEqual(list);
  expect(() => decodeNonces(unhex(coded), list.length - 1)).toThrow(SprintError);
});

test.each(vectors.refused)('refused: $name, $why', ({ coded, limit }) => {
  expect(() => decodeNonces(unhex(coded), limit)).toThrow(SprintError);
});

test.each([
  ['an empty list', []],
  ['one twice', [1n, 1n]],
  ['out of order', [2n, 1n]],
  ['a negative one', [-1n]],
  ['2^64', [U64_MAX + 1n]],
])('no coding for %s', (_, nonces) => {
  expect(() => encodeNonces(nonces)).toThrow(SprintError);
});

test('what is coded comes back, and any bytes that are read are the coding of what was read', () => {
  const u64 = fc.bigInt({ min: 0n, max: U64_MAX });
  fc.assert(
    fc.property(fc.uniqueArray(u64, { minLength: 1 }), (list) => {
      const nonces = list.toSorted((a, b) => (a < b ? -1 : 1));
      expect(decodeNonces(encodeNonces(nonces), nonces.length)).toEqual(nonces);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 12 }), (bytes) => {
      let nonces;
      try {
        nonces = decodeNonces(bytes, 100);
      } catch (error) {
        expect(error).toBeInstanceOf(SprintError);
        return;
      }
      expect(encodeNonces(nonces)).toEqual(bytes);
    }),
  );
});
