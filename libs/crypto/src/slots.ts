import { assertCount, assertU64, compare, hex } from './bytes.js';
import { CryptoError } from './error.js';

const U64_MAX = 2n ** 64n - 1n;

/** A Host's weight in an epoch. */
export interface AddressWeight {
  /** 20 bytes */
  address: Uint8Array;
  /** normalised, u64 */
  weight: bigint;
}

/**
 * How many of W slots each Host holds (§3): largest remainder of weight·W / Σ weights, ties to the lower address.
 * A Host without a slot is not in the validator set.
 * @param weights distinct addresses; the order does not matter
 * @param slots W
 * @returns slots a Host, in the order of `weights`; they add up to W
 * @throws CryptoError `empty` when all weights are 0, `overflow` when they exceed u64 together, `duplicate`,
 *   `out-of-range`
 */
export function slotTable(weights: AddressWeight[], slots: number): number[] {
  assertCount(slots, 'slots', 0xffffffff);
  const total = totalWeight(weights);
  const shares = weights.map(({ address, weight }) => {
    const scaled = weight * BigInt(slots);
    return { address, whole: Number(scaled / total), remainder: scaled % total };
  });
  const left = slots - shares.reduce((sum, { whole }) => sum + whole, 0);
  const byRemainder = shares.toSorted(
    (a, b) => Number(b.remainder > a.remainder) - Number(b.remainder < a.remainder) || compare(a.address, b.address),
  );
  const lucky = new Set(byRemainder.slice(0, left));
  return shares.map((share) => share.whole + (lucky.has(share) ? 1 : 0));
}

function totalWeight(weights: AddressWeight[]): bigint {
  let total = 0n;
  const seen = new Set<string>();
  for (const { address, weight } of weights) {
    assertU64(weight, 'a weight');
    const name = hex(address);
    if (seen.has(name)) throw new CryptoError('duplicate', `${name} has two weights: list each Host once`);
    seen.add(name);
    total += weight;
  }
  if (total > U64_MAX) {
    throw new CryptoError('overflow', 'the weights exceed 2^64 − 1 together: normalise them to a sum of 10^9 first');
  }
  if (total === 0n) throw new CryptoError('empty', 'all weights are 0: the weights of the epoch before continue');
  return total;
}
