import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat } from '../bytes.js';
import { decodeSecretKey } from '../field.js';
import type { G1Point } from '../points.js';
import { encodeG1List, encodeG2List } from './encode-points.js';
import { G2Multiples } from './g2-multiples.js';
import { proveKnowledge } from './knowledge.js';
import { decodeG2 } from './layout.js';
import { evaluate, pvssCoefficients } from './polynomial.js';
import { runOf, type PvssRound, type PvssRun } from './round.js';

const { G1 } = bls12_381;
/** Big tables for g pay off within one dealing. */
const GENERATOR_WINDOW = 6;
/** Slots of one share of the work: large enough for the tables of an ek, small enough to be divided and reported. */
const SLOTS_PER_PIECE = 32;

let generator: G1Point | undefined;

/** g with tables of its own: noble blinds its BASE, which doubles the price of a multiplication. */
function g(): G1Point {
  generator ??= G1.Point.fromAffine(G1.Point.BASE.toAffine()).precompute(GENERATOR_WINDOW);
  return generator;
}

/** A share of the work of dealing: slots of one holder. */
export type DealingPiece = Pick<PvssRun, 'ek' | 'first' | 'slots'>;

/** What comes out of a piece: A_i and Y_i of its slots, in their order. */
export interface DealtPiece {
  a: Uint8Array;
  y: Uint8Array;
}

/**
 * A Host's dealing (§4): A_0 ‖ A_1 … A_W ‖ Y_1 … Y_W ‖ R ‖ z with A_i = g^f(i), Y_i = ek_owner(i)^f(i), f of degree
 * t − 1 from dk. The same bytes each time. Takes seconds for 1,000 slots: `@pacer/crypto/pvss/workers` keeps them off
 * the event loop.
 * @param dk the Host's dealing key, 32 bytes
 * @param host its address, 20 bytes
 * @returns 144·W + 128 bytes
 * @throws PvssError `no-slots`, `point` for a holder's ek; CryptoError `bad-length`, `non-canonical`, `out-of-range`
 *   for dk
 */
export function deal(round: PvssRound, dk: Uint8Array, host: Uint8Array): Uint8Array {
  const coefficients = dealingCoefficients(round, dk, host);
  return joinDealing(
    dealHead(round, dk, host, coefficients),
    dealingPieces(round).map((piece) => dealPiece(coefficients, piece)),
  );
}

/** What of a dealing is not of a slot: A_0 and the proof. */
export interface DealingHead {
  aZero: Uint8Array;
  /** R ‖ z, 80 bytes */
  proof: Uint8Array;
}

/** f of a dealer that may deal. */
export function dealingCoefficients(round: PvssRound, dk: Uint8Array, host: Uint8Array): bigint[] {
  runOf(round, host);
  decodeSecretKey(dk, 'dk');
  return pvssCoefficients(round, dk);
}

/** A_0 and the proof of knowledge of f(0). */
export function dealHead(
  round: PvssRound,
  dk: Uint8Array,
  host: Uint8Array,
  coefficients: readonly bigint[],
): DealingHead {
  const secret = evaluate(coefficients, 0);
  const aZero = g().multiply(secret).toBytes();
  return { aZero, proof: proveKnowledge({ round, host, aZero, dk, secret }) };
}

/** All slots in order, in pieces of one holder and at most 32 slots. */
export function dealingPieces(round: PvssRound): DealingPiece[] {
  return round.holders.flatMap(({ ek, first, slots }) =>
    Array.from({ length: Math.ceil(slots / SLOTS_PER_PIECE) }, (_, i) => ({
      ek,
      first: first + i * SLOTS_PER_PIECE,
      slots: Math.min(SLOTS_PER_PIECE, slots - i * SLOTS_PER_PIECE),
    })),
  );
}

/** A_i and Y_i of the slots of a piece. */
export function dealPiece(coefficients: readonly bigint[], { ek, first, slots }: DealingPiece): DealtPiece {
  const key = new G2Multiples(decodeG2(ek, 'an ek of the table'));
  const shares = Array.from({ length: slots }, (_, i) => evaluate(coefficients, first + i));
  return {
    a: encodeG1List(shares.map((share) => g().multiply(share))),
    y: encodeG2List(shares.map((share) => key.times(share))),
  };
}

/** The dealing, of its head and the pieces in order. */
export function joinDealing({ aZero, proof }: DealingHead, pieces: readonly DealtPiece[]): Uint8Array {
  return concat(aZero, ...pieces.map(({ a }) => a), ...pieces.map(({ y }) => y), proof);
}
