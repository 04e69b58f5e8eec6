import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat } from '../bytes.js';
import { CryptoError } from '../error.js';
import { encodeScalar, SCALAR_ORDER } from '../field.js';
import { decodePublicKey, decodeSignature } from '../points.js';
import { badG1, badG2 } from '../testing/points.js';
import {
  dealPolynomial,
  identityOf,
  pvssCodeOf,
  pvssRefusalOf,
  replaced,
  swapped,
  testHolders,
  testRound,
} from '../testing/pvss.js';
import { flipBit } from '../testing/bytes.js';
import { deal } from './deal.js';
import { pvssCoefficients } from './polynomial.js';
import { verifyDealing } from './verify-dealing.js';

const holders = testHolders(1, 2, 2);
const [me, victim] = holders;
const round = testRound(holders);
const W = 5;
const dealing = deal(round, me.dk, me.address);
const coefficients = pvssCoefficients(round, me.dk);
const stolen = deal(round, victim!.dk, victim!.address);

const A = (i: number) => 48 * i;
const Y = (i: number) => 48 * (W + 1) + 96 * (i - 1);
const R = dealing.length - 80;
const Z = dealing.length - 32;

const otherG1 = bls12_381.G1.Point.BASE.multiply(5n).toBytes();
const otherG2 = bls12_381.G2.Point.BASE.multiply(5n).toBytes();

function codeFor(bytes: Uint8Array): string {
  return pvssCodeOf(() => verifyDealing(round, me.address, bytes));
}

test('an honest dealing passes, for its round and dealer only', () => {
  verifyDealing(round, me.address, dealing);
  expect(pvssCodeOf(() => verifyDealing(round, victim!.address, dealing))).toBe('proof');
  expect(pvssCodeOf(() => verifyDealing(testRound(holders, 'pacer-test-2'), me.address, dealing))).toBe('proof');
  expect(pvssCodeOf(() => verifyDealing({ ...round, epoch: 4n }, me.address, dealing))).toBe('proof');
  expect(pvssCodeOf(() => verifyDealing({ ...round, tableHash: new Uint8Array(32) }, me.address, dealing))).toBe(
    'proof',
  );
});

test('who holds no slot does not deal', () => {
  expect(pvssCodeOf(() => verifyDealing(round, new Uint8Array(20), dealing))).toBe('no-slots');
});

test.each([0, 1, 144 * (W - 1) + 128, dealing.length - 1, dealing.length + 1])('%s bytes are refused', (length) => {
  expect(codeFor(concat(dealing, Uint8Array.of(0)).slice(0, length))).toBe('length');
});

test.each([
  ['an A_i that is another point', replaced(dealing, A(3), otherG1), 'degree'],
  ['a Y_i that is another point', replaced(dealing, Y(3), otherG2), 'encryption'],
  ['an A_0 that the proof is not of', replaced(dealing, A(0), otherG1), 'proof'],
  ['an A_0 that is proven but does not fit', dealPolynomial(round, me, coefficients, 77n), 'degree'],
  ['a degree that is one too high', dealPolynomial(round, me, [...coefficients, 1n]), 'degree'],
  ['two slots of one holder swapped', swapped(swapped(dealing, A(2), A(3), 48), Y(2), Y(3), 96), 'degree'],
  ['two encryptions of one holder swapped', swapped(dealing, Y(2), Y(3), 96), 'encryption'],
  ['two encryptions of two holders swapped', swapped(dealing, Y(1), Y(5), 96), 'encryption'],
  ["the victim's dealing", stolen, 'proof'],
  ['another R', replaced(dealing, R, otherG1), 'proof'],
  ['another z', replaced(dealing, Z, encodeScalar(1n)), 'proof'],
  [
    'a z of r',
    replaced(
      dealing,
      Z,
      encodeScalar(SCALAR_ORDER - 1n).map((byte, i) => (i === 31 ? byte + 1 : byte)),
    ),
    'scalar',
  ],
])('%s is refused', (_name, bytes, code) => {
  expect(codeFor(bytes)).toBe(code);
});

test('a polynomial of lower degree is still of degree t − 1', () => {
  verifyDealing(round, me.address, dealPolynomial(round, me, coefficients.slice(0, 1)));
});

const places = [
  ['A_0', A(0), badG1],
  ['A_1', A(1), badG1],
  ['A_5', A(W), badG1],
  ['Y_1', Y(1), badG2],
  ['Y_5', Y(W), badG2],
  ['R', R, badG1],
] as const;

test.each(places)('%s must be a point of the subgroup other than the identity', (name, at, bad) => {
  const length = bad.notOnCurve.length === 48 ? 48 : 96;
  const cases = [
    ['identity', identityOf(length)],
    ['wrong-subgroup', bad.wrongSubgroup],
    ['not-on-curve', bad.notOnCurve],
    ['non-canonical', new Uint8Array(length)],
  ] as const;
  for (const [why, point] of cases) {
    const refusal = pvssRefusalOf(() => verifyDealing(round, me.address, replaced(dealing, at, point)));
    expect(refusal.code).toBe('point');
    expect(refusal.message).toContain(`${name}: `);
    expect(refusal.cause).toBeInstanceOf(CryptoError);
    expect((refusal.cause as CryptoError).code).toBe(why);
  }
});

/** "Mine − the victim's", point by point. */
function mineMinusVictims(): Uint8Array {
  const a = Array.from({ length: W + 1 }, (_, i) => {
    const [mine, theirs] = [dealing, stolen].map((bytes) => decodePublicKey(bytes.subarray(A(i), A(i) + 48)));
    return mine!.subtract(theirs!).toBytes();
  });
  const y = Array.from({ length: W }, (_, i) => {
    const [mine, theirs] = [dealing, stolen].map((bytes) => decodeSignature(bytes.subarray(Y(i + 1), Y(i + 1) + 96)));
    return mine!.subtract(theirs!).toBytes();
  });
  return concat(...a, ...y);
}

test("mine − the victim's fits in all but the proof of knowledge", () => {
  const points = mineMinusVictims();
  expect(codeFor(concat(points, dealing.subarray(R)))).toBe('proof');
  expect(codeFor(concat(points, stolen.subarray(R)))).toBe('proof');
  // Whoever knew the victim's polynomial as well could prove it: the same points pass everything else.
  const theirs = pvssCoefficients(round, victim!.dk);
  const difference = coefficients.map((f, j) => (f - theirs[j]! + SCALAR_ORDER) % SCALAR_ORDER);
  const known = dealPolynomial(round, me, difference);
  expect(known.subarray(0, R)).toEqual(points);
  verifyDealing(round, me.address, known);
});

test('the proof is checked before anything that is dear: a wrong one hides a wrong point', () => {
  const both = replaced(flipBit(dealing, Z + 31), Y(1), badG2.notOnCurve);
  expect(codeFor(both)).toBe('proof');
});
