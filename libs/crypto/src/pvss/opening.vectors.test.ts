import { hex, unhex } from '../bytes.js';
import { expectRefusal, refusedInput, type RefusedVector, roundOf, type RoundVector } from '../testing/pvss-vectors.js';
import { readVectors } from '../testing/vectors.js';
import { open, openingChallenges, verifyOpening } from './opening.js';

/** An empty opening is absent. */
type Opening = RoundVector & { host: string; a_sums: string; opening?: string };

const { cases, refused } = readVectors<
  Opening & { dk: string; y_sums: string; challenges: string[] },
  RefusedVector<Opening>
>('pvss-opening.json');

test.each(cases)('$name', (vector) => {
  const round = roundOf(vector);
  const [host, opening, a, y] = [vector.host, vector.opening ?? '', vector.a_sums, vector.y_sums].map(unhex) as [
    ...[Uint8Array, Uint8Array, Uint8Array, Uint8Array],
  ];
  expect(hex(open(round, unhex(vector.dk), host, { a, y }))).toBe(vector.opening);
  const challenges = openingChallenges(round, host, opening, a);
  expect(challenges.map((r) => r.toString(16).padStart(32, '0'))).toEqual(vector.challenges);
  verifyOpening(round, host, opening, a);
});

test.each(refused)('refused: $name', (vector) => {
  const { host, opening, a_sums, ...round } = refusedInput<Opening>(vector, cases, 'opening');
  expectRefusal(vector.error, () => verifyOpening(roundOf(round), unhex(host), unhex(opening ?? ''), unhex(a_sums)));
});
