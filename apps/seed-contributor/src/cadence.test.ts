import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextTryHeight, pauseBlocks } from './cadence.js';

const dealing = { from: 11n, end: 15_001n, exact: true };
const opening = { from: 16_981n, end: 17_281n, exact: false };

describe('the cadence', () => {
  test('is a 48th of the window, and two blocks at least', () => {
    expect(pauseBlocks(dealing)).toBe(312n);
    expect(pauseBlocks(opening)).toBe(6n);
    expect(pauseBlocks({ from: 73n, end: 91n, exact: false })).toBe(2n);
  });

  test('meets 50, 80 and 95 % of the window, and every second block of its end', () => {
    expect(nextTryHeight(7_505n, dealing)).toBe(7_506n);
    expect(nextTryHeight(12_000n, dealing)).toBe(12_003n);
    expect(nextTryHeight(14_250n, dealing)).toBe(14_251n);
    expect(nextTryHeight(14_980n, dealing)).toBe(14_982n);
  });

  test('goes on after an end that was too early', () => {
    expect(nextTryHeight(20_000n, dealing)).toBe(20_312n);
  });

  test('never stands still and never waits longer than its pause', () => {
    const windows = fc
      .record({ from: fc.bigInt(0n, 1000n), span: fc.bigInt(1n, 20_000n) })
      .map(({ from, span }) => ({ from, end: from + span, exact: true }));
    fc.assert(
      fc.property(windows, fc.bigInt(0n, 22_000n), (window, after) => {
        const next = nextTryHeight(after, window);
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(pauseBlocks(window));
      }),
    );
  });
});
