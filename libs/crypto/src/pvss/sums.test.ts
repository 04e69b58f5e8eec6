import { hex } from '../bytes.js';
import { SCALAR_ORDER } from '../field.js';
import { codeOf } from '../testing/refusal.js';
import { dealPolynomial, pvssCodeOf, testHolders, testRound } from '../testing/pvss.js';
import { deal } from './deal.js';
import { pvssCoefficients } from './polynomial.js';
import { addDealings, sumsOf } from './sums.js';

const holders = testHolders(1, 2);
const [one, two] = holders;
const round = testRound(holders);
const dealings = [deal(round, one.dk, one.address), deal(round, two!.dk, two!.address)];

test('the sums are those of the dealing of the sum of both polynomials, in any order', () => {
  const [f, g] = [pvssCoefficients(round, one.dk), pvssCoefficients(round, two!.dk)];
  const both = dealPolynomial(
    round,
    one,
    f.map((coefficient, j) => (coefficient + g[j]!) % SCALAR_ORDER),
  );
  const sums = addDealings(round, dealings);
  expect(hex(sums.a) + hex(sums.y)).toBe(hex(both.subarray(0, -80)));
  expect(addDealings(round, dealings.toReversed())).toEqual(sums);
});

test("a Host's part of the sums is that of its slots", () => {
  const sums = addDealings(round, dealings.slice(0, 1));
  expect(sumsOf(round, two!.address, sums)).toEqual({ a: sums.a.slice(96), y: sums.y.slice(96) });
  expect(pvssCodeOf(() => sumsOf(round, new Uint8Array(20), sums))).toBe('no-slots');
});

test('nothing, and what is no dealing, is not added', () => {
  expect(codeOf(() => addDealings(round, []))).toBe('empty');
  expect(pvssCodeOf(() => addDealings(round, [dealings[0]!.subarray(1)]))).toBe('length');
  expect(pvssCodeOf(() => addDealings(round, [new Uint8Array(dealings[0]!.length)]))).toBe('point');
});
