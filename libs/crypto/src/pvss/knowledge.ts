import { bls12_381 } from '@noble/curves/bls12-381.js';
import { concat } from '../bytes.js';
import { encodeScalar, hashToScalar, SCALAR_ORDER } from '../field.js';
import { H } from '../tag.js';
import { PvssError } from './error.js';
import { decodeG1, decodeZ, type DealingParts, piece } from './layout.js';
import { G1_BYTES, type G1Point } from '../points.js';
import { roundParts, type PvssRound } from './round.js';

const G = bls12_381.G1.Point.BASE;

/** Who deals what in which round: what the proof is bound to. */
export interface KnowledgeInput {
  round: PvssRound;
  host: Uint8Array;
  /** A_0, 48 bytes */
  aZero: Uint8Array;
}

/**
 * Proves knowledge of f(0) (§4), Schnorr: R = g^k, z = k + c·f(0), bound to chain, epoch, table, Host, A_0 and R.
 * k = hash_to_field("pacer/pvss/k/v1", dk ‖ everything in the challenge but R): never the same for two statements.
 * @returns R ‖ z, 80 bytes
 */
export function proveKnowledge({
  dk,
  secret,
  ...input
}: KnowledgeInput & { dk: Uint8Array; secret: bigint }): Uint8Array {
  const k = hashToScalar('pacer/pvss/k/v1', concat(dk, ...roundParts(input.round), input.host, input.aZero));
  const R = G.multiply(k).toBytes();
  return concat(R, encodeScalar((k + challenge(input, R) * secret) % SCALAR_ORDER));
}

/**
 * Refuses a dealing whose dealer does not know f(0): g^z = R·A_0^c.
 * @returns A_0
 * @throws PvssError `point`, `scalar`, `proof`
 */
export function checkKnowledge(round: PvssRound, host: Uint8Array, { a, R, z }: DealingParts): G1Point {
  const aZero = piece(a, 0, G1_BYTES);
  const commitment = decodeG1(aZero, 'A_0');
  const nonce = decodeG1(R, 'R');
  const response = decodeZ(z);
  const c = challenge({ round, host, aZero }, R);
  if (!G.multiplyUnsafe(response).equals(nonce.add(commitment.multiplyUnsafe(c)))) {
    throw new PvssError('proof', 'the dealer did not prove that it knows f(0), for this round and Host: refuse it');
  }
  return commitment;
}

function challenge({ round, host, aZero }: KnowledgeInput, R: Uint8Array): bigint {
  return hashToScalar('pacer/pvss/c/v1', H('pacer/pvss/proof/v1', ...roundParts(round), host, aZero, R));
}
