import { bls12_381 } from '@noble/curves/bls12-381.js';
import { dealingBase } from '../dealing-key.js';
import { G1_BYTES, G2_BYTES } from '../points.js';
import { H } from '../tag.js';
import { PvssError } from './error.js';
import { combineG2, pairingProductIsOne } from './groups.js';
import { assertBytes, decodeG1, decodeG2 } from './layout.js';
import { roundParts, type PvssRound } from './round.js';

const { G1, fields } = bls12_381;
const { Fr } = fields;

/** An opened slot. */
export interface PvssShare {
  /** 1 … W */
  slot: number;
  /** S_i, 96 bytes */
  share: Uint8Array;
}

/** What comes out of a round. */
export interface PvssBeacon {
  /** S, 96 bytes */
  secret: Uint8Array;
  /** beacon_{N+1}, 32 bytes */
  beacon: Uint8Array;
}

/**
 * The beacon (§4) from exactly t opened slots, whichever: S = ∏ S_i^λ_i, e(A_0, h) = e(g, S), beacon =
 * H("pacer/beacon/v1", chain, epoch, S).
 * @param aZero the sum of all A_0, 48 bytes
 * @throws PvssError `shares`, `length`, `point`, `beacon`
 */
export function reconstruct(round: PvssRound, aZero: Uint8Array, shares: readonly PvssShare[]): PvssBeacon {
  const slots = shares.map(({ slot }) => slot);
  assertSlots(round, slots);
  assertBytes(aZero, G1_BYTES, 'the sum of A_0');
  for (const { slot, share } of shares) assertBytes(share, G2_BYTES, `S_${slot}`);
  const commitment = decodeG1(aZero, 'the sum of A_0');
  const points = shares.map(({ slot, share }) => decodeG2(share, `S_${slot}`));
  const S = combineG2(points, lagrangeAtZero(slots));
  if (
    !pairingProductIsOne([
      { g1: commitment, g2: dealingBase() },
      { g1: G1.Point.BASE.negate(), g2: S },
    ])
  ) {
    throw new PvssError('beacon', 'the secret is not the one that A_0 promises: verify every opening first');
  }
  const secret = S.toBytes();
  const [chain, epoch] = roundParts(round);
  return { secret, beacon: H('pacer/beacon/v1', chain, epoch, secret) };
}

/** λ_i = ∏_{j≠i} j/(j − i) over the slots. */
export function lagrangeAtZero(slots: readonly number[]): bigint[] {
  const at = slots.map(BigInt);
  const product = at.reduce((all, j) => Fr.mul(all, j), 1n);
  const denominators = at.map((i) => at.reduce((all, j) => (i === j ? all : Fr.mul(all, Fr.create(j - i))), i));
  return Fr.invertBatch(denominators).map((inverse) => Fr.mul(product, inverse));
}

function assertSlots({ threshold, slots: all }: PvssRound, slots: readonly number[]): void {
  const valid = slots.every((slot) => Number.isInteger(slot) && slot >= 1 && slot <= all);
  if (slots.length === threshold && valid && new Set(slots).size === slots.length) return;
  throw new PvssError(
    'shares',
    `the beacon opens from exactly ${threshold} different slots of 1 to ${all}: pass those`,
  );
}
