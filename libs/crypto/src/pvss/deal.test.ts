import { bls12_381 } from '@noble/curves/bls12-381.js';
import { hex } from '../bytes.js';
import { decodeSignature } from '../points.js';
import { badG2 } from '../testing/points.js';
import { pvssCodeOf, testHolders, testRound } from '../testing/pvss.js';
import { codeOf } from '../testing/refusal.js';
import { deal, dealingPieces } from './deal.js';
import { dealingBytes } from './layout.js';
import { evaluate, pvssCoefficients } from './polynomial.js';

const holders = testHolders(1, 4, 2);
const [one, two, three] = holders;
const round = testRound(holders);
const dealing = deal(round, one.dk, one.address);

test('a dealing is as long as the protocol says, and the same each time', () => {
  expect(dealing).toHaveLength(144 * 7 + 128);
  expect(dealing).toHaveLength(dealingBytes(7));
  expect(hex(deal(round, one.dk, one.address))).toBe(hex(dealing));
});

test('A_i = g^f(i), Y_i = ek_owner(i)^f(i), by plain multiplication', () => {
  const coefficients = pvssCoefficients(round, one.dk);
  const owners = [one, two!, two!, two!, two!, three!, three!];
  for (let i = 0; i <= 7; i++) {
    const a = bls12_381.G1.Point.BASE.multiply(evaluate(coefficients, i)).toBytes();
    expect(hex(dealing.subarray(48 * i, 48 * (i + 1)))).toBe(hex(a));
  }
  owners.forEach(({ ek }, i) => {
    const y = decodeSignature(ek)
      .multiply(evaluate(coefficients, i + 1))
      .toBytes();
    const at = 48 * 8 + 96 * i;
    expect(hex(dealing.subarray(at, at + 96))).toBe(hex(y));
  });
});

test('two Hosts, or rounds, never share R: a shared nonce would give f(0) away', () => {
  const others = [
    dealing,
    deal(round, one.dk, two!.address),
    deal(testRound(holders, 'pacer-test-2'), one.dk, one.address),
    deal({ ...round, epoch: 4n }, one.dk, one.address),
  ].map((bytes) => hex(bytes.subarray(-80, -32)));
  expect(new Set(others).size).toBe(4);
});

test('the work is divided by holder, and a large holder in pieces of 32', () => {
  const many = {
    ...round,
    holders: [
      { ...round.holders[0]!, slots: 70 },
      { ...round.holders[1]!, first: 71, slots: 3 },
    ],
  };
  expect(dealingPieces(many).map(({ first, slots }) => [first, slots])).toEqual([
    [1, 32],
    [33, 32],
    [65, 6],
    [71, 3],
  ]);
});

test('who holds no slot does not deal', () => {
  const stranger = new Uint8Array(20).fill(0xff);
  expect(pvssCodeOf(() => deal(round, one.dk, stranger))).toBe('no-slots');
});

test('dk must be a canonical scalar above 0, and every ek a point of the subgroup', () => {
  expect(codeOf(() => deal(round, new Uint8Array(32), one.address))).toBe('out-of-range');
  expect(codeOf(() => deal(round, new Uint8Array(32).fill(0xff), one.address))).toBe('non-canonical');
  expect(codeOf(() => deal(round, new Uint8Array(31), one.address))).toBe('bad-length');
  const bad = testRound([one, { ...two!, ek: badG2.wrongSubgroup }]);
  expect(pvssCodeOf(() => deal(bad, one.dk, one.address))).toBe('point');
});
