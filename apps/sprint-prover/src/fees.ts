import { feeFor, gasFor, type EndpointPool } from '@pacer/client';
import { CHALLENGE, COMMIT } from './messages.js';

/** Epochs whose fees there should be room for. */
const EPOCHS_AHEAD = 30n;
/** Messages of a Sprint. */
const MESSAGES_PER_SPRINT = 4n;

/** Messages that the prover pays for. */
export const MESSAGES = [COMMIT, CHALLENGE];

/** Bytes that a nonce takes as a difference to the one before, with room for gaps that are eight times the mean. */
function bytesOfNonce(target: bigint): number {
  const bits = ((8n << 64n) / target).toString(2).length;
  return Math.ceil(bits / 7);
}

/** Fees of so many epochs, in the fee denomination: every message of them full, and a challenge each. */
export async function feeNeed(pool: EndpointPool): Promise<bigint> {
  const { query, status } = await pool.latest();
  const { epoch, params } = status;
  const target = await query.sprint.target(epoch);
  const { maxNonces } = (await query.sprint.params(epoch)).params;
  const bytes = maxNonces * bytesOfNonce(target?.sprint.target ?? 1n);
  const work = gasFor(COMMIT, 0) * (MESSAGES_PER_SPRINT - 1n) + gasFor(COMMIT, bytes);
  return feeFor((work + gasFor(CHALLENGE, 0, target?.challengeGas)) * EPOCHS_AHEAD, params).amount;
}
