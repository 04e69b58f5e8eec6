import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { hex, u64be, utf8 } from '../bytes.js';
import { dealingBase } from '../dealing-key.js';
import { H } from '../tag.js';
import { badG2 } from '../testing/points.js';
import { identityOf, openAll, pvssCodeOf, testHolders, testRound } from '../testing/pvss.js';
import { lagrangeAtZero, reconstruct, type PvssShare } from './beacon.js';
import { deal } from './deal.js';
import { evaluate, pvssCoefficients } from './polynomial.js';
import { addDealings } from './sums.js';

const { Fr } = bls12_381.fields;
const holders = testHolders(1, 2, 3);
const [one, two] = holders;
const round = testRound(holders);
const { threshold: t, slots: W } = round;
const dealers = [one, two!];
const sums = addDealings(
  round,
  dealers.map(({ dk, address }) => deal(round, dk, address)),
);
const aZero = sums.a.slice(0, 48);
const shares = openAll(round, holders, sums);
const known = reconstruct(round, aZero, shares.slice(0, t));

/** Any so many of the opened slots, in any order. */
function some(count: number): fc.Arbitrary<PvssShare[]> {
  return fc.shuffledSubarray(shares, { minLength: count, maxLength: count });
}

test('the secret is h^f(0), f the sum of all polynomials, and the beacon its hash', () => {
  const secret = dealers.reduce((sum, { dk }) => Fr.add(sum, evaluate(pvssCoefficients(round, dk), 0)), 0n);
  expect(hex(known.secret)).toBe(hex(dealingBase().multiply(secret).toBytes()));
  const beacon = H('pacer/beacon/v1', utf8('pacer-test-1'), u64be(3n), known.secret);
  expect(hex(known.beacon)).toBe(hex(beacon));
});

test('any t slots in any order give the same beacon', () => {
  fc.assert(
    fc.property(some(t), (chosen) => {
      expect(reconstruct(round, aZero, chosen)).toEqual(known);
    }),
    { numRuns: 15 },
  );
});

test('t − 1 slots never do, neither as they are nor under a table that asks for fewer', () => {
  fc.assert(
    fc.property(some(t - 1), (chosen) => {
      expect(pvssCodeOf(() => reconstruct(round, aZero, chosen))).toBe('shares');
      expect(pvssCodeOf(() => reconstruct({ ...round, threshold: t - 1 }, aZero, chosen))).toBe('beacon');
    }),
    { numRuns: 10 },
  );
});

const chosen = shares.slice(0, t);
const [first, ...more] = chosen;

test.each([
  ['a slot too many', shares.slice(0, t + 1), 'shares'],
  ['none', [], 'shares'],
  ['a slot twice', [first!, first!, ...more.slice(1)], 'shares'],
  ['slot 0', [{ ...first!, slot: 0 }, ...more], 'shares'],
  ['a slot above W', [{ ...first!, slot: W + 1 }, ...more], 'shares'],
  ['half a slot', [{ ...first!, slot: 1.5 }, ...more], 'shares'],
  ['the share of another slot', [{ ...first!, share: shares[W - 1]!.share }, ...more], 'beacon'],
  ['a share outside the subgroup', [{ ...first!, share: badG2.wrongSubgroup }, ...more], 'point'],
  ['a share that is the identity', [{ ...first!, share: identityOf(96) }, ...more], 'point'],
  ['a share of 95 bytes', [{ ...first!, share: first!.share.subarray(1) }, ...more], 'length'],
])('%s is refused', (_name, list, code) => {
  expect(pvssCodeOf(() => reconstruct(round, aZero, list))).toBe(code);
});

test('the sum of A_0 must be the one of the same dealings', () => {
  expect(pvssCodeOf(() => reconstruct(round, sums.a.slice(48, 96), chosen))).toBe('beacon');
  expect(pvssCodeOf(() => reconstruct(round, aZero.subarray(1), chosen))).toBe('length');
  expect(pvssCodeOf(() => reconstruct(round, identityOf(48), chosen))).toBe('point');
});

test('the Lagrange coefficients interpolate at 0', () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: Fr.ORDER - 1n }), { minLength: 1, maxLength: 8 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 8, maxLength: 8 }),
      (coefficients, slots) => {
        const values = slots.map((slot) => evaluate(coefficients, slot));
        const at0 = lagrangeAtZero(slots).reduce((sum, l, i) => Fr.add(sum, Fr.mul(l, values[i]!)), 0n);
        expect(at0).toBe(coefficients[0]);
      },
    ),
  );
});
