import { feeFor, gasFor, type EndpointPool } from '@pacer/client';
import { COMMIT_BATCH, SUBMIT_RESULTS } from './messages.js';

/** Messages whose fees there should be room for. */
const MESSAGES_AHEAD = 100n;

/** Messages that the submitter pays for. */
export const MESSAGES = [COMMIT_BATCH, SUBMIT_RESULTS];

/** Fees of so many messages, in the fee denomination. */
export async function feeNeed(pool: EndpointPool): Promise<bigint> {
  const { params } = (await pool.latest()).status;
  return feeFor(gasFor(COMMIT_BATCH) * MESSAGES_AHEAD, params).amount;
}
