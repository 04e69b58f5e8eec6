import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat, hex } from '../bytes.js';
import { dealingBase } from '../dealing-key.js';
import { badG1, badG2 } from '../testing/points.js';
import { identityOf, pvssCodeOf, replaced, swapped, testHolders, testRound } from '../testing/pvss.js';
import { codeOf } from '../testing/refusal.js';
import { deal } from './deal.js';
import { open, openingChallenges, verifyOpening } from './opening.js';
import { evaluate, pvssCoefficients } from './polynomial.js';
import { addDealings, sumsOf } from './sums.js';

const { Fr } = bls12_381.fields;
const holders = testHolders(1, 2);
const [one, two] = holders;
const me = two!;
const round = testRound(holders);
const all = addDealings(
  round,
  holders.map(({ dk, address }) => deal(round, dk, address)),
);
const sums = sumsOf(round, me.address, all);
const opening = open(round, me.dk, me.address, sums);
const other = bls12_381.G2.Point.BASE.multiply(5n).toBytes();

test('an opened share is h^f(i), f the sum of all polynomials', () => {
  const polynomials = holders.map(({ dk }) => pvssCoefficients(round, dk));
  const shares = [2, 3].map((slot) => {
    const value = polynomials.reduce((sum, f) => Fr.add(sum, evaluate(f, slot)), 0n);
    return dealingBase().multiply(value).toBytes();
  });
  expect(hex(opening)).toBe(hex(concat(...shares)));
  verifyOpening(round, me.address, opening, sums.a);
});

test.each([
  ['a share that is another point', replaced(opening, 96, other), 'opening'],
  ['two shares swapped', swapped(opening, 0, 96, 96), 'opening'],
  ['what is still encrypted', sums.y, 'opening'],
  ['a share outside the subgroup', replaced(opening, 96, badG2.wrongSubgroup), 'point'],
  ['a share that is the identity', replaced(opening, 0, identityOf(96)), 'point'],
  ['one share', opening.subarray(96), 'length'],
  ['a share too many', concat(opening, other), 'length'],
])('%s is refused', (_name, bytes, code) => {
  expect(pvssCodeOf(() => verifyOpening(round, me.address, bytes, sums.a))).toBe(code);
});

test('shares that are wrong by amounts that cancel are refused: each has a weight of its own', () => {
  const shares = [0, 1].map((i) => bls12_381.G2.Point.fromBytes(opening.subarray(96 * i, 96 * (i + 1))));
  const h = dealingBase();
  const bytes = concat(shares[0]!.add(h).toBytes(), shares[1]!.subtract(h).toBytes());
  expect(pvssCodeOf(() => verifyOpening(round, me.address, bytes, sums.a))).toBe('opening');
});

test('it is the opening of its Host and sums only', () => {
  expect(pvssCodeOf(() => verifyOpening(round, new Uint8Array(20), opening, sums.a))).toBe('no-slots');
  expect(pvssCodeOf(() => verifyOpening(round, one.address, opening, sums.a))).toBe('length');
  const swap = swapped(sums.a, 0, 48, 48);
  expect(pvssCodeOf(() => verifyOpening(round, me.address, opening, swap))).toBe('opening');
  const bad = replaced(sums.a, 48, badG1.wrongSubgroup);
  expect(pvssCodeOf(() => verifyOpening(round, me.address, opening, bad))).toBe('point');
  expect(pvssCodeOf(() => verifyOpening(round, me.address, opening, sums.a.subarray(1)))).toBe('length');
});

test('the challenges depend on the opening and on the sums', () => {
  const seen = [
    openingChallenges(round, me.address, opening, sums.a),
    openingChallenges(round, me.address, opening, all.a.slice(0, 96)),
    openingChallenges(round, me.address, sums.y, sums.a),
    openingChallenges(round, one.address, opening, sums.a),
  ].flat();
  expect(new Set(seen).size).toBe(8);
  expect(seen.every((r) => r < 2n ** 128n)).toBe(true);
});

test('nobody opens with another key, or sums that do not belong together', () => {
  expect(pvssCodeOf(() => open(round, one.dk, me.address, sums))).toBe('opening');
  expect(pvssCodeOf(() => open(round, me.dk, me.address, { ...sums, y: swapped(sums.y, 0, 96, 96) }))).toBe('opening');
  expect(pvssCodeOf(() => open(round, me.dk, me.address, all))).toBe('length');
  expect(pvssCodeOf(() => open(round, me.dk, new Uint8Array(20), sums))).toBe('no-slots');
  expect(codeOf(() => open(round, new Uint8Array(32), me.address, sums))).toBe('out-of-range');
});
