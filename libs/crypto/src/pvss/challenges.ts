import { Stream } from '../stream.js';

/**
 * Coefficients of a random linear combination, 128 bits each: two words of the stream, the first one the high half.
 * @param seed of the stream: a hash of all that the prover could choose
 */
export function challenges(seed: Uint8Array, count: number): bigint[] {
  const stream = new Stream(seed);
  return Array.from({ length: count }, () => (stream.nextWord() << 64n) | stream.nextWord());
}
