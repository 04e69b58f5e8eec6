import { feeFor, gasFor, type EndpointPool } from '@pacer/client';
import { DEAL, OPEN } from './messages.js';

/** Epochs whose fees there should be room for, with every attempt at a dealing. */
const EPOCHS_AHEAD = 30n;

/** Messages that the contributor pays for. */
export const MESSAGES = [DEAL, OPEN];

/** Fees of so many epochs of this Host, in the fee denomination. */
export function feeNeed(host: string): (pool: EndpointPool) => Promise<bigint> {
  return async (pool) => {
    const { query, status } = await pool.latest();
    const { epoch, params } = status;
    const deal = await query.sprint.dealStatus(epoch);
    const shares = await query.sprint.myShares({ epoch, host });
    const { maxAttempts } = (await query.sprint.params(epoch)).params;
    const gas = gasFor(DEAL, 0, deal?.dealGas) * BigInt(maxAttempts) + gasFor(OPEN, 0, shares?.openGas);
    return feeFor(gas * EPOCHS_AHEAD, params).amount;
  };
}
