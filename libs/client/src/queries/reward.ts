import {
  type Params,
  QueryClientImpl,
  type QueryClaimCostResponse,
  type QueryTotalsResponse,
  type Reward as RewardMessage,
  type Totals as TotalsMessage,
} from '@pacer/proto/reward/v1';
import { type AbciQuerier, type Height, intOf, present, rpcAt } from './abci.js';
import { bothParams, type ParamsOf } from './epoch.js';

/** What became of a Host's share of one epoch (§8); amounts in the fee denomination. */
export type Reward = Omit<RewardMessage, 'amount' | 'rebate'> & { amount: bigint; rebate: bigint };

/** Sums since genesis in the fee denomination, with the balances that they explain. */
export type Totals = Record<Exclude<keyof TotalsMessage, '$type'>, bigint> &
  Record<Exclude<keyof QueryTotalsResponse, '$type' | 'totals'>, bigint>;

export type ClaimCost = QueryClaimCostResponse;

export interface RewardExtension {
  readonly reward: {
    /** A Host's reward of an epoch, and whether all shares of the epoch are settled. */
    settlement(query: { epoch: bigint; host: string }, height?: bigint): Promise<{ settled: boolean; reward: Reward }>;
    /** A Host's rewards of all epochs that are still known, the latest first. */
    claims(host: string, height?: bigint): Promise<Reward[]>;
    /** Gas of a claim on top of one without duties. */
    claimCost(query: { epoch: bigint; host: string }, height?: bigint): Promise<ClaimCost>;
    totals(height?: bigint): Promise<Totals>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §8 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupRewardExtension(base: AbciQuerier): RewardExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  return {
    reward: {
      async settlement(query, height) {
        const answer = await at(height).Settlement(query);
        return { settled: answer.settled, reward: rewardOf(present(answer.reward, 'reward')) };
      },
      claims: async (host, height) => (await at(height).Claims({ host })).rewards.map(rewardOf),
      claimCost: (query, height) => at(height).ClaimCost(query),
      async totals(height) {
        const answer = await at(height).Totals({});
        const totals = present(answer.totals, 'totals');
        return {
          genesisSupply: intOf(totals.genesisSupply),
          minted: intOf(totals.minted),
          paid: intOf(totals.paid),
          held: intOf(totals.held),
          claimable: intOf(totals.claimable),
          burnedUnclaimed: intOf(totals.burnedUnclaimed),
          burnedFees: intOf(totals.burnedFees),
          rebates: intOf(totals.rebates),
          forfeited: intOf(totals.forfeited),
          burnedLeafFees: intOf(answer.burnedLeafFees),
          stake: intOf(answer.stake),
          supply: intOf(answer.supply),
          pool: intOf(answer.pool),
          hostAccount: intOf(answer.hostAccount),
        };
      },
      params: async (epoch, height) => bothParams<Params>(await at(height).Params({ epoch })),
    },
  };
}

function rewardOf(reward: RewardMessage): Reward {
  return { ...reward, amount: intOf(reward.amount), rebate: intOf(reward.rebate) };
}
