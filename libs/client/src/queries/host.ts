import {
  type Host as HostMessage,
  type Member as MemberMessage,
  type Params,
  QueryClientImpl,
  type QueryStandingResponse,
  type Slash as SlashMessage,
  type SlotRun,
  type Unbonding as UnbondingMessage,
  type Validator,
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

/** Stake on its way back to the operator, in the fee denomination. */
export type Unbonding = Omit<UnbondingMessage, 'amount'> & { amount: bigint };

/** What an offence cost; amounts in the fee denomination. */
export type Slash = Omit<SlashMessage, 'amount' | 'reported'> & { amount: bigint; reported: bigint };

/** What a Host has against it: missed blocks, lost power, epochs without weight, slashes. */
export type Standing = Omit<QueryStandingResponse, 'slashes'> & { slashes: Slash[] };

export interface HostExtension {
  readonly host: {
    /** @throws QueryError with `notFound` for an address that is no Host's */
    host(address: string, height?: bigint): Promise<Host>;
    /** All Hosts as they are now, in order of address; 256 an answer, which belong together only at one height: pass one. */
    hosts(height?: bigint): Promise<Host[]>;
    /** Members of an epoch, in order of address. */
    members(epoch: bigint, height?: bigint): Promise<Member[]>;
    /** The slot table of an epoch; slots count from 1. */
    slots(epoch: bigint, height?: bigint): Promise<SlotRun[]>;
    /** A Host's unbondings in order of identifiers. */
    unbondings(host: string, height?: bigint): Promise<Unbonding[]>;
    standing(host: string, height?: bigint): Promise<Standing>;
    /** The validator set that was last handed to consensus, in order of consensus key. */
    validators(height?: bigint): Promise<Validator[]>;
    params(epoch: bigint, height?: bigint): Promise<ParamsOf<Params>>;
  };
}

/** Queries of §3 over a cosmjs `QueryClient` or an `Endpoint`. */
export function setupHostExtension(base: AbciQuerier): HostExtension {
  const at = (height: Height) => new QueryClientImpl(rpcAt(base, height));
  const hosts: HostExtension['host']['hosts'] = async (height) => {
    const all: Host[] = [];
    for (let after = ''; ;) {
      const page = await at(height).Hosts({ after, limit: 0 });
      all.push(...page.hosts.map(hostOf));
      if (page.next === '') return all;
      after = page.next;
    }
  };
  return {
    host: {
      host: async (address, height) => hostOf(present((await at(height).Host({ address })).host, 'host')),
      hosts,
      members: async (epoch, height) => (await at(height).Members({ epoch })).members.map(memberOf),
      slots: async (epoch, height) => (await at(height).Slots({ epoch })).runs,
      unbondings: async (host, height) => (await at(height).Unbondings({ host })).unbondings.map(unbondingOf),
      standing: async (host, height) => {
        const answer = await at(height).Standing({ host });
        return { ...answer, slashes: answer.slashes.map(slashOf) };
      },
      validators: async (height) => (await at(height).Validators({})).validators,
      params: async (epoch, height) => bothParams<Params>(await at(height).Params({ epoch })),
    },
  };
}

function hostOf(host: HostMessage): Host {
  return { ...host, stake: intOf(host.stake) };
}

function unbondingOf(unbonding: UnbondingMessage): Unbonding {
  return { ...unbonding, amount: intOf(unbonding.amount) };
}

function slashOf(slash: SlashMessage): Slash {
  return { ...slash, amount: intOf(slash.amount), reported: intOf(slash.reported) };
}

function memberOf(member: MemberMessage): Member {
  return { ...member, stake: intOf(member.stake), keys: present(member.keys, 'keys') };
}
