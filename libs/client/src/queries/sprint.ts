import {
  type Contribution,
  type Params,
  type Participation,
  type QueryBeaconResponse,
  QueryClientImpl,
  type QueryDealStatusResponse,
  type QueryMySharesResponse,
  type QueryTargetResponse,
  type QueryWorkResponse,
  type Round,
  type Sprint,
  type Work,
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

/** All that a prover of an epoch's Sprint has to know (§5). */
export type Target = Omit<QueryTargetResponse, 'sprint' | 'params'> & { sprint: Sprint; params: Params };

/** What a Host committed in a Sprint, with the nonces as they were committed. */
export type HostWork = Omit<QueryWorkResponse, 'work'> & { work: Work };

export interface SprintExtension {
  readonly sprint: {
    /** Undefined for an epoch that has not begun or is pruned. */
    dealStatus(epoch: bigint, height?: bigint): Promise<DealStatus | undefined>;
    /** Undefined for a Host that holds no slot in the epoch, and for an epoch that has not begun or is pruned. */
    myShares(query: { epoch: bigint; host: string }, height?: bigint): Promise<MyShares | undefined>;
    /** The beacon of an epoch, dealt and opened in the one before; undefined while it is not known, or no longer. */
    beacon(epoch: bigint, height?: bigint): Promise<Beacon | undefined>;
    /** Undefined for an epoch that has not begun or is pruned. */
    target(epoch: bigint, height?: bigint): Promise<Target | undefined>;
    /** Of a Host that may commit or has; its count is 0 before. Undefined for an epoch that has not begun or is pruned. */
    work(query: { epoch: bigint; host: string }, height?: bigint): Promise<HostWork | undefined>;
    /** What all Hosts committed, in order of address, without the nonces; empty for an epoch without work. */
    works(epoch: bigint, height?: bigint): Promise<Work[]>;
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
      target: (epoch, height) =>
        known(async () => {
          const answer = await at(height).Target({ epoch });
          return { ...answer, sprint: present(answer.sprint, 'sprint'), params: present(answer.params, 'params') };
        }),
      work: (query, height) =>
        known(async () => {
          const answer = await at(height).Work(query);
          return { ...answer, work: present(answer.work, 'work') };
        }),
      works: async (epoch, height) => (await known(() => at(height).Works({ epoch })))?.works ?? [],
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
