import { assertLength } from './bytes.js';
import { derivePath } from './eip2333.js';

/** Where the BLS key stands under a Host's seed (§1). */
export const BLS_PATH = 'm/12381/7273/0/0';
/** Where the dealing key dk stands under a Host's seed (§1). */
export const DEALING_PATH = 'm/12381/7273/0/1';

/** The two secret keys of a Host, 32 bytes each. Keep them out of logs. */
export interface HostKeys {
  /** signs σ and verdicts */
  bls: Uint8Array;
  /** dk: deals and opens shares of the beacon */
  dealing: Uint8Array;
}

/**
 * Both keys of a Host from its one seed (§1).
 * @param seed 32 bytes
 * @throws CryptoError `bad-length`
 */
export function hostKeys(seed: Uint8Array): HostKeys {
  assertLength(seed, 32, 'the seed');
  return { bls: derivePath(seed, BLS_PATH), dealing: derivePath(seed, DEALING_PATH) };
}
