import {
  type Contribution,
  type Params,
  type Participation,
  type QueryBeaconResponse,
  QueryClientImpl,
  type QueryDealStatusResponse,
  type QueryMySharesResponse,
  type Round,
} from '@pacer/proto/sprint/v1';
import { QueryError } from '../errors/pacer-error.js';
import { type AbciQuerier, type Height, present, rpcAt } from './abci.js';
import { bothParams, type ParamsOf } from './epoch.js';

/** The making of one beacon (§4): its round, and what each Host that holds a slot has done in it. */
export type DealStatus = Omit<QueryDealStatusResponse, 'round'> & { round: Round };

/** What a Host needs to open its slots in an epoch, and what it has done so far. */
export type MyShares = Omit<QueryMySharesResponse, 'contribution' | 'participation'> & {
  contribution: Contribution;
  participation: Participation;
};

/** A beacon with what it was made from. */
export type Beacon = QueryBeaconResponse;

export interface SprintExtension {
  readonly sprint: {
    /** Undefined for an epoch that has not begun or is pruned. */
    dealStatus(epoch: bigint, height?: bigint): Promise<DealStatus | undefined>;
    /** Undefined for a Host that holds no slot in the epoch, and for an epoch that has not begun or is pruned. */
    myShares(query: { epoch: bigint; host: string }, height?: bigint): Promise<MyShares | undefined>;
    /** The beacon of an epoch, dealt and opened in the one before; undefined while it is not known, or no longer. */
    beacon(epoch: bigint, height?: bigint): Promise<Beacon | undefined>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §4 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupSprintExtension(base: AbciQuerier): SprintExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  return {
    sprint: {
      dealStatus: (epoch, height) =>
        known(async () => {
          const answer = await at(height).DealStatus({ epoch });
          return { ...answer, round: present(answer.round, 'round') };
        }),
      myShares: (query, height) =>
        known(async () => {
          const answer = await at(height).MyShares(query);
          return {
            ...answer,
            contribution: present(answer.contribution, 'contribution'),
            participation: present(answer.participation, 'participation'),
          };
        }),
      beacon: (epoch, height) => known(() => at(height).Beacon({ epoch })),
      params: async (epoch, height) => bothParams<Params>(await at(height).Params({ epoch })),
    },
  };
}

/** The answer; undefined if the chain has nothing under the key. */
async function known<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof QueryError && error.notFound) return undefined;
    throw error;
  }
}
