import { assertCount, assertU64 } from './bytes.js';
import { CryptoError } from './error.js';

const PPM = 1_000_000n;

/**
 * E: what epoch N mints (§8): emission_0 · decay^N, the product rounded down each epoch.
 * @param input `emission0` in upacer, `decayPpm` what is kept from one epoch to the next (999,500 is × 0.9995), `epoch` N
 * @returns upacer
 * @throws CryptoError `out-of-range`
 */
export function emission({
  emission0,
  decayPpm,
  epoch,
}: {
  emission0: bigint;
  decayPpm: number;
  epoch: bigint;
}): bigint {
  if (emission0 < 0n) throw new CryptoError('out-of-range', 'emission0 is negative: pass an amount in upacer');
  assertCount(decayPpm, 'decayPpm', Number(PPM));
  assertU64(epoch, 'epoch');
  let amount = emission0;
  for (let n = 0n; n < epoch; n++) {
    const next = (amount * BigInt(decayPpm)) / PPM;
    if (next === amount) break; // 0, or no decay: it stays so in every later epoch
    amount = next;
  }
  return amount;
}

/**
 * The shares of an epoch's emission by weight (§8): E·w // W each; what rounding leaves is not minted.
 * @param amount E in upacer
 * @param weights u64, of the members that serve a listed model
 * @returns shares in the order of `weights`, and the dust, in upacer
 * @throws CryptoError `empty` when the weights are 0 together, `out-of-range`
 */
export function settlementShares(amount: bigint, weights: bigint[]): { shares: bigint[]; dust: bigint } {
  if (amount < 0n) throw new CryptoError('out-of-range', 'the emission is negative: pass an amount in upacer');
  for (const weight of weights) assertU64(weight, 'a weight');
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n) {
    throw new CryptoError('empty', 'nobody has weight: there is nothing to share, mint nothing');
  }
  const shares = weights.map((weight) => (amount * weight) / total);
  return { shares, dust: amount - shares.reduce((sum, share) => sum + share, 0n) };
}
