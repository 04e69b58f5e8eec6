import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { HostSigner, KeyScheme } from '@pacer/agent';
import {
  addressText,
  EndpointError,
  type Endpoint,
  type EndpointPool,
  type EpochStatus,
  type Snapshot,
} from '@pacer/client';
import { dealingPublicKey } from '@pacer/crypto';
import { addDealings, deal, open, pvssRound, sumsOf } from '@pacer/crypto/pvss';
import { QueryMembersResponse } from '@pacer/proto/host/v1';
import { QueryDealStatusResponse, QueryMySharesResponse, QueryParamsResponse } from '@pacer/proto/sprint/v1';

export const CHAIN = 'pacer-test';
export const BEACON = new Uint8Array(32).fill(9);
export const BLOCK_HASH = new Uint8Array(32).fill(8);

/** Three Hosts in order of address, with 2, 1 and 1 slots. */
export const dks = [1, 2, 3].map((n) => new Uint8Array(32).fill(n));
export const addresses = [10, 20, 30].map((n) => new Uint8Array(20).fill(n));
export const hosts = addresses.map((address) => addressText(address));
const counts = [2, 1, 1];
export const holders = addresses.map((address, n) => ({ address, ek: dealingPublicKey(dks[n]!), slots: counts[n]! }));
export const round = pvssRound({ chainId: CHAIN, epoch: 4n, beacon: BEACON, blockHash: BLOCK_HASH, holders });

/** What deals and opens with a key. */
export function signerOf(dk: Uint8Array, scheme: Pick<KeyScheme, 'deal' | 'open'>): Pick<HostSigner, 'deal' | 'open'> {
  return {
    deal: (of, host, computing) => scheme.deal(of, dk, host, computing),
    open: (of, host, its, computing) => scheme.open(of, dk, host, its, computing),
  };
}

/** The sums of the dealings of the first two, and what the first Host opens of them. */
const sums = addDealings(
  round,
  [0, 1].map((n) => deal(round, dks[n]!, addresses[n]!)),
);
export const ownSums = sumsOf(round, addresses[0]!, sums);
export const ownOpening = open(round, dks[0]!, addresses[0]!, ownSums);

/** What an endpoint says about epoch 4; tests change it to make it lie. */
export interface Says {
  height: bigint;
  beacon: Uint8Array;
  tableHash: Uint8Array;
  /** the dealing key that it shows for the second Host */
  secondKey: Uint8Array;
  closeHeight: bigint;
  dealt: bigint;
  opened: bigint;
  aSums: Uint8Array;
  ySums: Uint8Array;
  knows: boolean;
}

export function truth(change: Partial<Says> = {}): Says {
  return {
    ...{
      height: 420n,
      beacon: BEACON,
      tableHash: round.tableHash,
      secondKey: holders[1]!.ek,
      closeHeight: 0n,
      dealt: 0n,
    },
    ...{ opened: 0n, aSums: ownSums.a, ySums: ownSums.y, knows: true, ...change },
  };
}

export function statusOf({ height }: Says): EpochStatus {
  const schedule = { epoch: 4n, start: 401n, cutoff: 473n, dealOpen: 411n, dealClose: 451n, nextStart: 0n };
  const params = { epochLength: 90n, targetBlockMs: 500n };
  return { height, epoch: 4n, chainId: CHAIN, beacon: BEACON, meanBlockMs: 500n, schedule, params } as EpochStatus;
}

function contributionOf({ dealt, opened }: Says, index: number) {
  const own = index === 0 ? { dealtHeight: dealt, openedHeight: opened } : {};
  return { epoch: 4n, host: hosts[index]!, firstSlot: round.holders[index]!.first, slots: counts[index]!, ...own };
}

function dealStatusOf(says: Says): BinaryWriter {
  const { beacon, tableHash, closeHeight } = says;
  const openFrom = closeHeight > 0n ? 473n : 0n;
  const its = { epoch: 4n, tableHash, blockHash: BLOCK_HASH, slots: 4, threshold: 3, closeHeight };
  const contributions = hosts.map((_, index) => contributionOf(says, index));
  const answer = { round: its, contributions, dealOpen: 411n, dealClose: 451n, openFrom, beacon, dealGas: 77n };
  return QueryDealStatusResponse.encode(QueryDealStatusResponse.fromPartial(answer));
}

function membersOf({ secondKey }: Says): BinaryWriter {
  const members = hosts.map((host, index) => {
    const dealing = index === 1 ? secondKey : holders[index]!.ek;
    return { epoch: 4n, host, slots: BigInt(counts[index]!), stake: '1', keys: { dealing } };
  });
  // In another order than that of the table, and with a member that holds no slot.
  const idle = { epoch: 4n, host: addressText(new Uint8Array(20).fill(1)), slots: 0n, stake: '1', keys: {} };
  return QueryMembersResponse.encode(QueryMembersResponse.fromPartial({ members: [...members.reverse(), idle] }));
}

/** An endpoint that answers the queries of a contributor. */
export function endpointOf(url: string, says: Says): Endpoint {
  const answer = (path: string): BinaryWriter => {
    if (!says.knows) throw new EndpointError(url, 'timeout', 'does not answer');
    if (path.endsWith('sprint.v1.Query/DealStatus')) return dealStatusOf(says);
    if (path.endsWith('host.v1.Query/Members')) return membersOf(says);
    if (path.endsWith('sprint.v1.Query/Params')) {
      return QueryParamsResponse.encode(QueryParamsResponse.fromPartial({ params: { maxAttempts: 3 }, live: {} }));
    }
    const { aSums, ySums, closeHeight } = says;
    const shares = { contribution: contributionOf(says, 0), participation: {}, aSums, ySums, closed: closeHeight > 0n };
    return QueryMySharesResponse.encode(QueryMySharesResponse.fromPartial({ ...shares, openGas: 55n }));
  };
  return {
    url,
    queryAbci: async (path: string) => ({ value: answer(path).finish(), height: Number(says.height) }),
  } as unknown as Endpoint;
}

/** A pool that reads from its first endpoint, and passes over those that were found wrong, as the real one does. */
export function poolOf(...says: Says[]): EndpointPool & { passedOver: string[] } {
  const endpoints = says.map((one, index) => endpointOf(`http://${'abc'.charAt(index)}`, one));
  const passedOver: string[] = [];
  const pool = {
    passedOver,
    endpoints,
    nodes: async () => endpoints.filter((_, index) => says[index]!.knows),
    async atLatest<T>(use: (snapshot: Snapshot) => Promise<T>): Promise<T> {
      let last: unknown;
      for (const [index, endpoint] of endpoints.entries()) {
        const status = statusOf(says[index]!);
        try {
          return await use({ endpoint, status, height: status.height } as Snapshot);
        } catch (error) {
          if (!(error instanceof EndpointError)) throw error;
          passedOver.push(`${error.url} ${error.code}`);
          last = error;
        }
      }
      throw last;
    },
  };
  return pool as unknown as EndpointPool & { passedOver: string[] };
}
