import { CryptoError } from '../error.js';
import { G1_BYTES, G2_BYTES } from '../points.js';
import { encodeG1List, encodeG2List } from './encode-points.js';
import { decodeG1List, decodeG2List, splitDealing } from './layout.js';
import { runOf, type PvssRound } from './round.js';

/** The pointwise sums of all dealings of a round. */
export interface PvssSums {
  /** the sums of A_0 … A_W, 48 bytes each */
  a: Uint8Array;
  /** the sums of Y_1 … Y_W, 96 bytes each */
  y: Uint8Array;
}

/**
 * The sums of dealings that were verified before: whoever adds one that was not, opens nothing.
 * @throws PvssError `length`, `point`; CryptoError `empty`
 */
export function addDealings(round: PvssRound, dealings: readonly Uint8Array[]): PvssSums {
  if (dealings.length === 0) throw new CryptoError('empty', 'there are no dealings to add: pass at least one');
  const parts = dealings.map((dealing) => splitDealing(dealing, round.slots));
  const a = parts.map((part) => decodeG1List(part.a, 'A', 0)).reduce(addPointwise);
  const y = parts.map((part) => decodeG2List(part.y, 'Y', 1)).reduce(addPointwise);
  return { a: encodeG1List(a), y: encodeG2List(y) };
}

/**
 * What of the sums a Host opens, and what its opening is verified against.
 * @throws PvssError `no-slots`
 */
export function sumsOf(round: PvssRound, host: Uint8Array, { a, y }: PvssSums): PvssSums {
  const { first, slots } = runOf(round, host);
  return {
    a: a.slice(first * G1_BYTES, (first + slots) * G1_BYTES),
    y: y.slice((first - 1) * G2_BYTES, (first - 1 + slots) * G2_BYTES),
  };
}

function addPointwise<P extends { add(other: P): P }>(sums: P[], points: P[]): P[] {
  return sums.map((sum, i) => {
    const point = points[i];
    return point === undefined ? sum : sum.add(point);
  });
}
