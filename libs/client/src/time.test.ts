import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nanosOf, timeOf, timestampOf } from './time.js';

test('Timestamp and nanoseconds are the same to the last digit', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 253402300799999999999n }), (nanos) => {
      expect(nanosOf(timestampOf(nanos))).toBe(nanos);
    }),
  );
});

test.each([
  ['2026-11-23T16:00:00Z', 1_795_449_600_000_000_000n],
  ['2026-11-23T16:00:00.1Z', 1_795_449_600_100_000_000n],
  ['2026-11-23T16:00:00.123456789Z', 1_795_449_600_123_456_789n],
  ['1970-01-01T00:00:00Z', 0n],
])('reads %s', (text, nanos) => {
  expect(timeOf(text)).toBe(nanos);
});

test.each(['', '2026-11-23', '2026-11-23T16:00:00', '2026-11-23T16:00:00+01:00', '2026-13-23T16:00:00Z'])(
  'refuses %j',
  (text) => {
    expect(timeOf(text)).toBeUndefined();
  },
);
