import fc from 'fast-check';
import { concat, hex, utf8 } from './bytes.js';
import { codeOf } from './testing/refusal.js';
import { H } from './tag.js';

const anyParts = fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 4 });

test('no parts is the hash of the tag alone, and differs from one empty part', () => {
  expect(hex(H('pacer/x/v1'))).not.toBe(hex(H('pacer/x/v1', new Uint8Array(0))));
});

test('the same bytes cut into other parts hash differently', () => {
  fc.assert(
    fc.property(anyParts, anyParts, (a, b) => {
      const sameParts = a.length === b.length && a.every((part, i) => hex(part) === hex(b[i] ?? new Uint8Array(99)));
      expect(hex(H('pacer/x/v1', ...a)) === hex(H('pacer/x/v1', ...b))).toBe(sameParts);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.nat(8), fc.nat(8), (bytes, i, j) => {
      const cut = (at: number) => hex(H('pacer/x/v1', bytes.slice(0, at), bytes.slice(at)));
      const [a, b] = [Math.min(i, bytes.length), Math.min(j, bytes.length)];
      expect(cut(a) === cut(b)).toBe(a === b);
    }),
  );
});

test('a byte moved from the tag to a part hashes differently', () => {
  expect(hex(H('pacer/xy', utf8('z')))).not.toBe(hex(H('pacer/x', concat(utf8('y'), utf8('z')))));
});

test('a tag has at most 255 bytes of UTF-8', () => {
  expect(H('t'.repeat(255))).toHaveLength(32);
  expect(codeOf(() => H('t'.repeat(256)))).toBe('bad-length');
  expect(codeOf(() => H('σ'.repeat(128)))).toBe('bad-length');
});
