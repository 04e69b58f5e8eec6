import {
  type Host as HostMessage,
  type Member as MemberMessage,
  type Params,
  QueryClientImpl,
  type SlotRun,
} from '@pacer/proto/host/v1';
import { type AbciQuerier, type Height, intOf, present, rpcAt } from './abci.js';
import { bothParams, type ParamsOf } from './epoch.js';

/** A Host as it is now (§3); the stake in the fee denomination. */
export type Host = Omit<HostMessage, 'stake'> & { stake: bigint };

/** A Host as an epoch knows it (§3); the stake in the fee denomination. */
export type Member = Omit<MemberMessage, 'stake' | 'keys'> & {
  stake: bigint;
  keys: NonNullable<MemberMessage['keys']>;
};

export interface HostExtension {
  readonly host: {
    /** @throws QueryError with `notFound` for an address that is no Host's */
    host(address: string, height?: bigint): Promise<Host>;
    /** All Hosts as they are now, in order of address. */
    hosts(height?: bigint): Promise<Host[]>;
    /** Members of an epoch, in order of address. */
    members(epoch: bigint, height?: bigint): Promise<Member[]>;
    /** The slot table of an epoch; slots count from 1. */
    slots(epoch: bigint, height?: bigint): Promise<SlotRun[]>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §3 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupHostExtension(base: AbciQuerier): HostExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  return {
    host: {
      host: async (address, height) => hostOf(present((await at(height).Host({ address })).host, 'host')),
      hosts: async (height) => (await at(height).Hosts({})).hosts.map(hostOf),
      members: async (epoch, height) => (await at(height).Members({ epoch })).members.map(memberOf),
      slots: async (epoch, height) => (await at(height).Slots({ epoch })).runs,
      params: async (epoch, height) => bothParams<Params>(await at(height).Params({ epoch })),
    },
  };
}

function hostOf(host: HostMessage): Host {
  return { ...host, stake: intOf(host.stake) };
}

function memberOf(member: MemberMessage): Member {
  return { ...member, stake: intOf(member.stake), keys: present(member.keys, 'keys') };
}
