import { bls12_381 } from '@noble/curves/bls12-381.js';
import fc from 'fast-check';
import { bytesOf } from '../testing/bytes.js';
import { degreeChallenge, dualCodeword } from './degree.js';
import { evaluate } from './polynomial.js';

const { Fr } = bls12_381.fields;
const scalar = fc.bigInt({ min: 0n, max: Fr.ORDER - 1n });
const slots = fc.integer({ min: 1, max: 20 });

/** The definition, term by term. */
function slowly(W: number, t: number, rho: bigint): bigint[] {
  return Array.from({ length: W + 1 }, (_, i) => {
    let q = 0n;
    for (let k = 0; k <= W - t; k++) q = Fr.add(q, Fr.pow(Fr.mul(rho, BigInt(i)), BigInt(k)));
    let product = 1n;
    for (let j = 0; j <= W; j++) if (j !== i) product = Fr.mul(product, Fr.create(BigInt(i - j)));
    return Fr.div(q, product);
  });
}

test('the word is the one of the definition, also for ρ with ρ·i = 1 and for ρ = 0', () => {
  fc.assert(
    fc.property(slots, fc.oneof(scalar, fc.constantFrom(0n, 1n, Fr.inv(3n), Fr.ORDER - 1n)), (W, rho) => {
      const t = Math.floor(W / 2) + 1;
      expect(dualCodeword(W, t, rho)).toEqual(slowly(W, t, rho));
    }),
  );
});

test('it is orthogonal to every polynomial of degree t − 1, and for a drawn ρ to none of degree t', () => {
  fc.assert(
    fc.property(
      slots,
      bytesOf(32).map(degreeChallenge),
      fc.array(scalar, { minLength: 12, maxLength: 12 }),
      (W, rho, all) => {
        const t = Math.floor(W / 2) + 1;
        const word = dualCodeword(W, t, rho);
        const product = (coefficients: bigint[]) =>
          word.reduce((sum, v, i) => Fr.add(sum, Fr.mul(v, evaluate(coefficients, i))), 0n);
        expect(product(all.slice(0, t))).toBe(0n);
        if (W > t) expect(product([...all.slice(0, t), 1n])).not.toBe(0n);
      },
    ),
  );
});
