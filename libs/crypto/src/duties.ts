import { assertCount, assertLength, assertU64, u64be, utf8 } from './bytes.js';
import { CryptoError } from './error.js';
import { floyd } from './floyd.js';
import { Stream } from './stream.js';
import { H } from './tag.js';

const PPM = 1_000_000n;
const WORD_SPACE = 2n ** 64n;

/** What fixes the draw of one validator on one batch. */
export interface DutySeedInput {
  /** UTF-8 */
  chainId: string;
  /** σ of the validator in this epoch, 96 bytes (`signEpochSecret`) */
  sigma: Uint8Array;
  /** the batch's u64 index in the epoch */
  batchId: bigint;
  /** root of the batch, 32 bytes */
  root: Uint8Array;
  /** hash of the block after the batch, 32 bytes */
  nextHash: Uint8Array;
}

/** What fixes how many records are drawn. Weights are normalised u64 (genesis weights sum to 10^9). */
export interface DutyRatioInput {
  /** records of the batch, n */
  count: number;
  /** r of the epoch, parts per million, 0 … 10^6 */
  ratePpm: number;
  /** w_v: the validator's weight */
  weight: bigint;
  /** W_model: total weight of the members that serve the model */
  modelWeight: bigint;
  /** w_owner: weight of the batch's owner in the model, 0 if it does not serve it */
  ownerWeight: bigint;
}

/**
 * `x = H("pacer/duty/v1", chain, σ, batch id, root, hash of the block after the batch)` (§7), 32 bytes. The root is
 * fixed before x exists, and σ keeps x from everybody but the validator.
 * @throws CryptoError `bad-length`, `out-of-range`
 */
export function dutySeed({ chainId, sigma, batchId, root, nextHash }: DutySeedInput): Uint8Array {
  assertLength(sigma, 96, 'sigma');
  assertLength(root, 32, 'root');
  assertLength(nextHash, 32, 'nextHash');
  return H('pacer/duty/v1', utf8(chainId), sigma, u64be(batchId), root, nextHash);
}

/**
 * The expected number of duties as an exact fraction (§7): `num = n·r·w_v`, `den = 10^6·(W_model − w_owner)`.
 * den = 0 (nobody else serves the model) means no duties.
 * @throws CryptoError `out-of-range` when den ≥ 2^64, the owner outweighs the model, num/den exceeds the records (rate
 *   and weights contradict each other), or an input is no u32/u64
 */
export function dutyRatio(input: DutyRatioInput): { num: bigint; den: bigint } {
  assertCount(input.count, 'count', 0xffffffff);
  assertCount(input.ratePpm, 'ratePpm', 0xffffffff);
  assertU64(input.weight, 'weight');
  assertU64(input.modelWeight, 'modelWeight');
  assertU64(input.ownerWeight, 'ownerWeight');
  const others = input.modelWeight - input.ownerWeight;
  if (others < 0n) {
    throw new CryptoError('out-of-range', 'ownerWeight exceeds modelWeight: take both from the same epoch and model');
  }
  const den = PPM * others;
  if (den >= WORD_SPACE) {
    throw new CryptoError('out-of-range', `10^6·(W − w_owner) is ${den}: weights must keep it below 2^64`);
  }
  const count = BigInt(input.count);
  const num = count * BigInt(input.ratePpm) * input.weight;
  if (den > 0n && num > count * den) {
    throw new CryptoError('out-of-range', 'more duties than records: take rate and weights from one epoch and model');
  }
  return { num, den };
}

/**
 * The most results that a validator may submit for a batch (§7): ⌊num/den⌋ + 1; 0 when den = 0.
 * @throws CryptoError as `dutyRatio`
 */
export function dutyQuota(input: DutyRatioInput): bigint {
  const { num, den } = dutyRatio(input);
  return den === 0n ? 0n : num / den + 1n;
}

/**
 * The records of a batch that a validator must re-execute (§7). The first draw is always made:
 * below(den) < num mod den adds one to ⌊num/den⌋; then Floyd on the same stream.
 * The owner of a batch has none on it: its weight is what the denominator leaves out. Skip own batches.
 * @returns distinct indices of 0 … count−1, ascending
 * @throws CryptoError as `dutySeed` and `dutyRatio`
 */
export function duties(input: DutySeedInput & DutyRatioInput): number[] {
  const { num, den } = dutyRatio(input);
  const seed = dutySeed(input);
  if (den === 0n) return [];
  const stream = new Stream(seed);
  const extra = stream.below(den) < num % den ? 1n : 0n;
  return floyd(stream, input.count, Number(num / den + extra));
}
