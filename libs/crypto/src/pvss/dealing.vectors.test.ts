import { hex, unhex } from '../bytes.js';
import { encodeScalar } from '../field.js';
import { expectRefusal, refusedInput, type RefusedVector, roundOf, type RoundVector } from '../testing/pvss-vectors.js';
import { readVectors } from '../testing/vectors.js';
import { deal } from './deal.js';
import { degreeChallenge } from './degree.js';
import { pvssCoefficients } from './polynomial.js';
import { dealingTranscript, encryptionChallenges, verifyDealing } from './verify-dealing.js';

/** An empty dealing is absent. */
type Dealing = RoundVector & { host: string; dealing?: string };
interface Dealt {
  dk: string;
  coefficients: string[];
  degree_challenge: string;
  encryption_challenges: string[];
}

const { cases, refused } = readVectors<Dealing & Dealt, RefusedVector<Dealing>>('pvss-dealing.json');

test.each(cases)('$name', (vector) => {
  const round = roundOf(vector);
  const [host, dk, dealing] = [vector.host, vector.dk, vector.dealing ?? ''].map(unhex) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  expect(pvssCoefficients(round, dk).map((f) => hex(encodeScalar(f)))).toEqual(vector.coefficients);
  expect(hex(deal(round, dk, host))).toBe(vector.dealing);
  const transcript = dealingTranscript(round, host, dealing);
  expect(hex(encodeScalar(degreeChallenge(transcript)))).toBe(vector.degree_challenge);
  expect(encryptionChallenges(transcript, round.slots).map(wide)).toEqual(vector.encryption_challenges);
  verifyDealing(round, host, dealing);
});

test.each(refused)('refused: $name', (vector) => {
  const { host, dealing, ...round } = refusedInput<Dealing>(vector, cases, 'dealing');
  expectRefusal(vector.error, () => verifyDealing(roundOf(round), unhex(host), unhex(dealing ?? '')));
});

/** 128 bits as hex. */
function wide(challenge: bigint): string {
  return challenge.toString(16).padStart(32, '0');
}
