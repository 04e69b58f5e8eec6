import { bls12_381 } from '@noble/curves/bls12-381.js';
import { G1_BYTES, type G1Point, type G2Point } from '../points.js';
import { H } from '../tag.js';
import { challenges } from './challenges.js';
import { checkDegree, degreeChallenge } from './degree.js';
import { PvssError } from './error.js';
import { combineG1, combineG2, pairingProductIsOne } from './groups.js';
import { checkKnowledge } from './knowledge.js';
import { decodeG1List, decodeG2, decodeG2List, splitDealing } from './layout.js';
import { roundParts, runOf, type PvssRound } from './round.js';

const G = bls12_381.G1.Point.BASE;

/**
 * Refuses a dealing that the chain would refuse (§4), by the same checks in the same order: holder, length, proof of
 * knowledge, points, low degree, encryption. Everything is publicly verifiable: no secret is needed.
 * @param host the dealer's address, 20 bytes
 * @throws PvssError `no-slots`, `length`, `point`, `scalar`, `proof`, `degree`, `encryption`
 */
export function verifyDealing(round: PvssRound, host: Uint8Array, dealing: Uint8Array): void {
  runOf(round, host);
  const parts = splitDealing(dealing, round.slots);
  const aZero = checkKnowledge(round, host, parts);
  const a = [aZero, ...decodeG1List(parts.a.subarray(G1_BYTES), 'A', 1)];
  const y = decodeG2List(parts.y, 'Y', 1);
  const transcript = dealingTranscript(round, host, dealing);
  checkDegree(round, a, degreeChallenge(transcript));
  checkEncryption(round, a, y, encryptionChallenges(transcript, round.slots));
}

/** T: the hash of the whole dealing in its round, from which the challenges of the verifier come. */
export function dealingTranscript(round: PvssRound, host: Uint8Array, dealing: Uint8Array): Uint8Array {
  return H('pacer/pvss/dealing/v1', ...roundParts(round), host, dealing);
}

/** r_1 … r_W, 128 bits each. */
export function encryptionChallenges(transcript: Uint8Array, slots: number): bigint[] {
  return challenges(H('pacer/pvss/encryption/v1', transcript), slots);
}

/** ∏_holders e(Σ r_i·A_i, ek) = e(g, Σ r_i·Y_i): each Y_i encrypts the share that A_i commits to, to its owner. */
function checkEncryption(round: PvssRound, a: readonly G1Point[], y: readonly G2Point[], r: readonly bigint[]): void {
  const pairs = round.holders.map(({ ek, first, slots }) => ({
    g1: combineG1(a.slice(first, first + slots), r.slice(first - 1, first - 1 + slots)),
    g2: decodeG2(ek, 'an ek of the table'),
  }));
  if (pairingProductIsOne([...pairs, { g1: G.negate(), g2: combineG2(y, r) }])) return;
  throw new PvssError(
    'encryption',
    'a share is not the one that its commitment promises, or for another key: refuse it',
  );
}
