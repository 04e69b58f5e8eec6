import { bls12_381 } from '@noble/curves/bls12-381.js';
import { dealingBase } from '../dealing-key.js';
import { decodeSecretKey } from '../field.js';
import { G1_BYTES, G2_BYTES, type G1Point, type G2Point } from '../points.js';
import { H } from '../tag.js';
import { challenges } from './challenges.js';
import { encodeG2List } from './encode-points.js';
import { PvssError } from './error.js';
import { G2Multiples } from './g2-multiples.js';
import { combineG1, combineG2, pairingProductIsOne } from './groups.js';
import { assertBytes, decodeG1List, decodeG2List } from './layout.js';
import { roundParts, runOf, type PvssRound } from './round.js';
import type { PvssSums } from './sums.js';

const { G1, fields } = bls12_381;

/**
 * A Host's opening (§4): S_i = Y_i^(1/dk) for its own slots, of the sums of all dealings. Verified before it is
 * returned, so that sums that somebody made up are not decrypted for them.
 * @param sums of the Host's own slots: `a` 48·slots, `y` 96·slots bytes
 * @returns 96·slots bytes
 * @throws PvssError `no-slots`, `length`, `point`, `opening` when the sums are not of one round or dk is not the
 *   Host's; CryptoError `bad-length`, `non-canonical`, `out-of-range` for dk
 */
export function open(round: PvssRound, dk: Uint8Array, host: Uint8Array, sums: PvssSums): Uint8Array {
  const { first, slots } = runOf(round, host);
  const inverse = fields.Fr.inv(decodeSecretKey(dk, 'dk'));
  assertBytes(sums.y, G2_BYTES * slots, 'the sum of Y');
  const a = decodeSums(sums.a, first, slots);
  const shares = decodeG2List(sums.y, 'the sum of Y', first).map((y) => new G2Multiples(y).times(inverse));
  const opening = encodeG2List(shares);
  checkOpening(a, shares, openingChallenges(round, host, opening, sums.a));
  return opening;
}

/**
 * Refuses an opening that the chain would refuse: e(Σ r_i·A_i, h) = e(g, Σ r_i·S_i).
 * @param opening of the Host's slots, 96·slots bytes
 * @param aSums the sums of A of the same slots, 48·slots bytes
 * @throws PvssError `no-slots`, `length`, `point`, `opening`
 */
export function verifyOpening(round: PvssRound, host: Uint8Array, opening: Uint8Array, aSums: Uint8Array): void {
  const { first, slots } = runOf(round, host);
  assertBytes(opening, G2_BYTES * slots, 'the opening');
  const a = decodeSums(aSums, first, slots);
  const shares = decodeG2List(opening, 'S', first);
  checkOpening(a, shares, openingChallenges(round, host, opening, aSums));
}

/**
 * r_i, 128 bits each. The sums of A are hashed too: the last dealer knows the exponents of its own shares before it
 * deals, and could fit its dealing to challenges that do not depend on them.
 */
export function openingChallenges(
  round: PvssRound,
  host: Uint8Array,
  opening: Uint8Array,
  aSums: Uint8Array,
): bigint[] {
  const seed = H('pacer/pvss/opening/v1', ...roundParts(round), host, aSums, opening);
  return challenges(seed, opening.length / G2_BYTES);
}

function decodeSums(aSums: Uint8Array, first: number, slots: number): G1Point[] {
  assertBytes(aSums, G1_BYTES * slots, 'the sum of A');
  return decodeG1List(aSums, 'the sum of A', first);
}

function checkOpening(a: readonly G1Point[], shares: readonly G2Point[], r: readonly bigint[]): void {
  const pairs = [
    { g1: combineG1(a, r), g2: dealingBase() },
    { g1: G1.Point.BASE.negate(), g2: combineG2(shares, r) },
  ];
  if (pairingProductIsOne(pairs)) return;
  throw new PvssError('opening', 'the opened shares are not those of the sums: refuse it');
}
