import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressBytes, addressText } from './address.js';

describe('addresses', () => {
  test('text and bytes are the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        expect(addressBytes(addressText(bytes))).toEqual(bytes);
      }),
    );
  });

  test.each([
    ['another prefix', 'cosmos1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqnrql8a'],
    ['a wrong checksum', addressText(new Uint8Array(20)).replace(/.$/, 'x')],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => addressBytes(text)).toThrow('is no account address');
  });

  test('refuses another length', () => {
    expect(() => addressText(new Uint8Array(32))).toThrow('32 bytes');
  });
});
