import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mostClaims, nextClaimHeight, pauseBlocks } from './cadence.js';

const production = { from: 16_981n, end: 34_561n, exact: true };

describe('the cadence', () => {
  test('is 30 minutes of an epoch of a day, and two blocks at least', () => {
    expect(pauseBlocks(17_280n)).toBe(360n);
    expect(pauseBlocks(90n)).toBe(2n);
  });

  test('meets 50, 80 and 95 % of the window', () => {
    const half = production.from + 8_790n;
    expect(nextClaimHeight(half - 100n, production, 17_280n)).toBe(half);
    const most = production.from + (17_580n * 80n) / 100n;
    expect(nextClaimHeight(most - 1n, production, 17_280n)).toBe(most);
    const almost = production.from + (17_580n * 95n) / 100n;
    expect(nextClaimHeight(almost - 359n, production, 17_280n)).toBe(almost);
  });

  test('is every second block in the last 20', () => {
    expect(nextClaimHeight(34_400n, production, 17_280n)).toBe(34_541n);
    expect(nextClaimHeight(34_541n, production, 17_280n)).toBe(34_543n);
    expect(nextClaimHeight(34_558n, production, 17_280n)).toBe(34_560n);
  });

  test('goes on after an estimated end that was too early', () => {
    expect(nextClaimHeight(40_000n, production, 17_280n)).toBe(40_360n);
  });

  test('never stands still, never waits longer than its pause, and is bounded', () => {
    const window = fc
      .record({ from: fc.bigInt(0n, 1000n), span: fc.bigInt(30n, 3000n) })
      .map(({ from, span }) => ({ from, end: from + span, exact: true }));
    fc.assert(
      fc.property(window, fc.constantFrom(90n, 960n, 17_280n), (one, length) => {
        let claims = 0n;
        for (let height = one.from; height < one.end; claims++) {
          const next = nextClaimHeight(height, one, length);
          expect(next).toBeGreaterThan(height);
          expect(next - height).toBeLessThanOrEqual(pauseBlocks(length));
          height = next;
        }
        expect(claims).toBeLessThanOrEqual(mostClaims(one.from, one.end, length));
      }),
    );
  });
});
