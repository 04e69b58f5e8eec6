import { askAll, type EndpointPool, type Testimony, verdictOf } from '@pacer/client';
import { RewardState } from '@pacer/proto/reward/v1';

/**
 * What the healthy nodes say to whether the chain's state has the claim (HELD or PAID). The answer to a broadcast, or a
 * transaction in a block, is not enough; nor is one node.
 */
export function claimTestimony(pool: EndpointPool, epoch: bigint, host: string): Promise<Testimony> {
  return askAll(pool, async ({ reward: query }) => {
    const { reward } = await query.settlement({ epoch, host });
    return reward.state === RewardState.HELD || reward.state === RewardState.PAID;
  });
}

/** Whether the chain's state has the claim; undefined while that is not proven either way. */
export async function isClaimedOnChain(pool: EndpointPool, epoch: bigint, host: string): Promise<boolean | undefined> {
  return verdictOf(await claimTestimony(pool, epoch, host));
}
