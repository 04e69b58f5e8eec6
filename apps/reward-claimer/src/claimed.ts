import { pacerQuery, type EndpointPool } from '@pacer/client';
import { isClassified } from '@pacer/agent';
import { RewardState } from '@pacer/proto/reward/v1';

/** Endpoints whose state must show a claim, where there are so many. */
const WITNESSES = 2;

/**
 * Whether the chain's state has the claim (HELD or PAID) at two healthy endpoints, or at the only one there is. The answer to
 * a broadcast, or a transaction in a block, is not enough.
 */
export async function isClaimedOnChain(pool: EndpointPool, epoch: bigint, host: string): Promise<boolean> {
  const endpoints = await pool.all();
  const answers = await Promise.all(
    endpoints.map(async (endpoint) => {
      try {
        const { reward } = await pacerQuery(endpoint).reward.settlement({ epoch, host });
        return reward.state === RewardState.HELD || reward.state === RewardState.PAID;
      } catch (error) {
        if (!isClassified(error)) throw error;
        return false;
      }
    }),
  );
  const shown = answers.filter(Boolean).length;
  return shown > 0 && shown >= Math.min(WITNESSES, endpoints.length);
}
