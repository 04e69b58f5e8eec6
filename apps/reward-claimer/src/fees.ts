import { feeFor, gasFor, type EndpointPool } from '@pacer/client';
import { CLAIM_REWARD } from './act.js';

/** Claims whose fees there should be room for. */
const CLAIMS_AHEAD = 100n;

/** Messages that the claimer pays for. */
export const MESSAGES = [CLAIM_REWARD];

/** Fees of so many claims of this Host, in the fee denomination. */
export function feeNeed(host: string): (pool: EndpointPool) => Promise<bigint> {
  return async (pool) => {
    const { query, status } = await pool.latest();
    const cost = await query.reward.claimCost({ epoch: status.epoch, host });
    return feeFor(gasFor(CLAIM_REWARD, 0, cost.gas) * CLAIMS_AHEAD, status.params).amount;
  };
}
