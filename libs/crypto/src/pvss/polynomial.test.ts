import fc from 'fast-check';
import { SCALAR_ORDER } from '../field.js';
import { testHolders, testRound } from '../testing/pvss.js';
import { evaluate, pvssCoefficients } from './polynomial.js';

const scalar = fc.bigInt({ min: 0n, max: SCALAR_ORDER - 1n });

test('evaluating is Σ f_j·x^j modulo r', () => {
  fc.assert(
    fc.property(fc.array(scalar, { maxLength: 40 }), fc.nat({ max: 0xffff }), (coefficients, x) => {
      const sum = coefficients.reduce((all, f, j) => all + f * BigInt(x) ** BigInt(j), 0n);
      expect(evaluate(coefficients, x)).toBe(sum % SCALAR_ORDER);
    }),
  );
});

test('there are t coefficients, other ones for every key, chain and table', () => {
  const [one, two] = testHolders(1, 4);
  const round = testRound([one, two!]);
  const all = [
    pvssCoefficients(round, one.dk),
    pvssCoefficients(round, two!.dk),
    pvssCoefficients(testRound([one, two!], 'pacer-test-2'), one.dk),
    pvssCoefficients({ ...round, tableHash: new Uint8Array(32) }, one.dk),
    pvssCoefficients({ ...round, epoch: 4n }, one.dk),
  ].flat();
  expect(all).toHaveLength(5 * 3);
  expect(new Set(all).size).toBe(all.length);
});
