import fc from 'fast-check';
import { compare, concat, hex, u32be, u64be, unhex, utf8 } from './bytes.js';
import { codeOf } from './testing/refusal.js';

const anyBytes = fc.uint8Array({ maxLength: 40 });

test('integers are big-endian', () => {
  expect(hex(u64be(0x0102030405060708n))).toBe('0102030405060708');
  expect(hex(u64be(2n ** 64n - 1n))).toBe('ffffffffffffffff');
  expect(hex(u32be(1))).toBe('00000001');
});

test.each([-1n, 2n ** 64n])('u64be refuses %s', (value) => {
  expect(codeOf(() => u64be(value))).toBe('out-of-range');
});

test.each([-1, 2 ** 32, 0.5, Number.NaN])('u32be refuses %s', (value) => {
  expect(codeOf(() => u32be(value))).toBe('out-of-range');
});

test('hex and unhex are inverse', () => {
  fc.assert(
    fc.property(anyBytes, (bytes) => {
      expect(unhex(hex(bytes))).toEqual(bytes);
    }),
  );
});

test.each(['0', 'AB', '0x00', 'zz', '0 0 ', 'ab\n', '١٢'])('unhex refuses %j', (text) => {
  expect(codeOf(() => unhex(text))).toBe('bad-hex');
});

test('utf8 encodes text and refuses a lone surrogate', () => {
  expect(hex(utf8('σ-1'))).toBe('cf832d31');
  expect(hex(utf8('😀'))).toBe('f09f9880');
  expect(codeOf(() => utf8('a\ud800'))).toBe('bad-text');
});

test('concat joins in order and copies', () => {
  const part = unhex('01');
  const joined = concat(part, unhex(''), unhex('0203'));
  part[0] = 9;
  expect(hex(joined)).toBe('010203');
});

test('compare orders as hex does, a prefix first', () => {
  fc.assert(
    fc.property(anyBytes, anyBytes, (a, b) => {
      const expected = hex(a) < hex(b) ? -1 : Number(hex(a) > hex(b));
      expect(Math.sign(compare(a, b))).toBe(expected);
    }),
  );
});
