import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat } from '../bytes.js';
import { dealingPublicKey } from '../dealing-key.js';
import { encodeScalar } from '../field.js';
import { dealHead, dealingPieces, dealPiece, joinDealing } from '../pvss/deal.js';
import { PvssError, type PvssErrorCode } from '../pvss/error.js';
import { pvssRound, type PvssRound } from '../pvss/round.js';
import { sumsOf, type PvssSums } from '../pvss/sums.js';
import { open } from '../pvss/opening.js';
import type { PvssShare } from '../pvss/beacon.js';

/** A holder with its secret. */
export interface TestHolder {
  address: Uint8Array;
  dk: Uint8Array;
  ek: Uint8Array;
  slots: number;
}

/** Holders with so many slots each, in order of address. */
export function testHolders(...slots: number[]): [TestHolder, ...TestHolder[]] {
  const [first, ...more] = slots.map((count, i) => {
    const dk = encodeScalar(2n ** 200n + BigInt(i));
    return { address: new Uint8Array(20).fill(i + 1), dk, ek: dealingPublicKey(dk), slots: count };
  });
  if (first === undefined) throw new Error('a round needs a holder');
  return [first, ...more];
}

/** A round of these holders. */
export function testRound(holders: TestHolder[], chainId = 'pacer-test-1'): PvssRound {
  const table = holders.map(({ address, ek, slots }) => ({ address, ek, slots }));
  return pvssRound({
    ...{ chainId, epoch: 3n, holders: table },
    ...{ beacon: new Uint8Array(32).fill(9), blockHash: new Uint8Array(32).fill(8) },
  });
}

/** A dealing of a polynomial of one's choice, with a valid proof for `secret`, which need not be f(0). */
export function dealPolynomial(
  round: PvssRound,
  { dk, address }: TestHolder,
  coefficients: bigint[],
  secret = coefficients[0] ?? 0n,
): Uint8Array {
  return joinDealing(
    dealHead(round, dk, address, [secret]),
    dealingPieces(round).map((piece) => dealPiece(coefficients, piece)),
  );
}

/** All slots of the round, opened. */
export function openAll(round: PvssRound, holders: TestHolder[], sums: PvssSums): PvssShare[] {
  return holders.flatMap(({ address, dk, slots }, i) => {
    const opening = open(round, dk, address, sumsOf(round, address, sums));
    const first = round.holders[i]?.first ?? 0;
    return Array.from({ length: slots }, (_, j) => ({
      slot: first + j,
      share: opening.subarray(96 * j, 96 * (j + 1)),
    }));
  });
}

/** A copy with a part replaced. */
export function replaced(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  return concat(bytes.subarray(0, at), part, bytes.subarray(at + part.length));
}

/** A copy with two parts of the same length swapped. */
export function swapped(bytes: Uint8Array, one: number, other: number, length: number): Uint8Array {
  const first = bytes.slice(one, one + length);
  return replaced(replaced(bytes, one, bytes.slice(other, other + length)), other, first);
}

/** The compressed identity of a group, 48 or 96 bytes. */
export function identityOf(length: 48 | 96): Uint8Array {
  const group = length === 48 ? bls12_381.G1 : bls12_381.G2;
  return group.Point.ZERO.toBytes();
}

/** The error with which a call was refused; fails the test when it was not, or with another class of error. */
export function pvssRefusalOf(call: () => unknown): PvssError {
  try {
    call();
  } catch (error) {
    if (error instanceof PvssError) return error;
    throw error;
  }
  throw new Error('the call was not refused');
}

/** The code with which a call was refused. */
export function pvssCodeOf(call: () => unknown): PvssErrorCode {
  return pvssRefusalOf(call).code;
}
