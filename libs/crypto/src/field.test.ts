import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js';
import { sha256 } from '@noble/hashes/sha2.js';
import fc from 'fast-check';
import { hex, unhex, utf8 } from './bytes.js';
import { bytesToInteger, decodeScalar, decodeSecretKey, encodeScalar, hashToScalar, SCALAR_ORDER } from './field.js';
import { codeOf, refusalOf } from './testing/refusal.js';

const scalar = fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n });
const orderBytes = unhex(SCALAR_ORDER.toString(16));

test('encoding and decoding are inverse', () => {
  fc.assert(
    fc.property(scalar, (value) => {
      expect(decodeScalar(encodeScalar(value), 'z')).toBe(value);
    }),
  );
});

test('bytes are read big-endian', () => {
  expect(bytesToInteger(unhex('0102'))).toBe(258n);
  expect(bytesToInteger(new Uint8Array(0))).toBe(0n);
});

test('the order and everything above is not a scalar', () => {
  expect(codeOf(() => decodeScalar(orderBytes, 'z'))).toBe('non-canonical');
  expect(codeOf(() => decodeScalar(new Uint8Array(32).fill(0xff), 'z'))).toBe('non-canonical');
  expect(codeOf(() => encodeScalar(SCALAR_ORDER))).toBe('out-of-range');
  expect(codeOf(() => encodeScalar(-1n))).toBe('out-of-range');
});

test.each([0, 31, 33])('%s bytes are not a scalar', (length) => {
  expect(codeOf(() => decodeScalar(new Uint8Array(length), 'z'))).toBe('bad-length');
});

test('zero is a scalar but no secret key', () => {
  expect(decodeScalar(new Uint8Array(32), 'z')).toBe(0n);
  expect(codeOf(() => decodeSecretKey(new Uint8Array(32)))).toBe('out-of-range');
});

test('a refused secret key is not in the message', () => {
  const secret = new Uint8Array(32).fill(0xee);
  const refusal = refusalOf(() => decodeSecretKey(secret));
  expect(refusal.code).toBe('non-canonical');
  expect(refusal.message).not.toContain(hex(secret));
  expect(refusal.message).not.toContain(String(bytesToInteger(secret)));
});

test('hashing to the field reduces 48 bytes of expand_message_xmd', () => {
  const message = utf8('message');
  const expanded = expand_message_xmd(message, utf8('pacer/a/v1'), 48, sha256);
  expect(hashToScalar('pacer/a/v1', message)).toBe(bytesToInteger(expanded) % SCALAR_ORDER);
  expect(hashToScalar('pacer/a/v1', message)).not.toBe(hashToScalar('pacer/b/v1', message));
});
