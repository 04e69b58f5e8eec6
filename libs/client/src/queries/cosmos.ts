import { QueryClientImpl as AuthQuery } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { QueryClientImpl as BankQuery } from 'cosmjs-types/cosmos/bank/v1beta1/query';
import { type Coin } from 'cosmjs-types/cosmos/base/v1beta1/coin';
import { AllowedMsgAllowance, BasicAllowance, PeriodicAllowance } from 'cosmjs-types/cosmos/feegrant/v1beta1/feegrant';
import { QueryClientImpl as FeegrantQuery } from 'cosmjs-types/cosmos/feegrant/v1beta1/query';
import { type Any } from 'cosmjs-types/google/protobuf/any';
import { PageRequest } from 'cosmjs-types/cosmos/base/query/v1beta1/pagination';
import { QueryError } from '../errors/pacer-error.js';
import { nanosOf } from '../time.js';
import { type AbciQuerier, type Height, intOf, present, rpcAt } from './abci.js';

/** What an account signs with. */
export interface Account {
  address: string;
  /** Any u64, often above 2^63; differs between runs of a network. */
  accountNumber: bigint;
  /** Stays 0 while all its transactions are unordered. */
  sequence: bigint;
}

/** What a grantee may spend on fees from the granter's account. */
export interface FeeAllowance {
  granter: string;
  grantee: string;
  /** Left to spend, by denomination; undefined without a limit. */
  limit: Map<string, bigint> | undefined;
  /** Unix nanoseconds; undefined if it never ends. */
  expiresNs: bigint | undefined;
  /** Type URLs of the messages it pays for; undefined for all. */
  messages: string[] | undefined;
}

export interface CosmosExtension {
  readonly bank: {
    balance(address: string, denom: string, height?: bigint): Promise<bigint>;
    supply(denom: string, height?: bigint): Promise<bigint>;
  };
  readonly auth: {
    /** Undefined for an address that the chain has never seen. */
    account(address: string, height?: bigint): Promise<Account | undefined>;
  };
  readonly feegrant: {
    /** Undefined without one. */
    allowance(query: { granter: string; grantee: string }, height?: bigint): Promise<FeeAllowance | undefined>;
  };
}

/** The few queries of the SDK's own modules that programs need, each with a height, which cosmjs' do not take. */
export function setupCosmosExtension(base: AbciQuerier): CosmosExtension {
  const bank = (height: Height) => new BankQuery(rpcAt(base, height));
  return {
    bank: {
      async balance(address, denom, height) {
        return amountOf((await bank(height).Balance({ address, denom })).balance);
      },
      async supply(denom, height) {
        return amountOf((await bank(height).SupplyOf({ denom })).amount);
      },
    },
    auth: {
      async account(address, height) {
        try {
          const { info } = await new AuthQuery(rpcAt(base, height)).AccountInfo({ address });
          const { accountNumber, sequence } = present(info, 'account');
          return { address, accountNumber, sequence };
        } catch (error) {
          if (error instanceof QueryError && error.notFound) return undefined;
          throw error;
        }
      },
    },
    feegrant: {
      async allowance({ granter, grantee }, height) {
        // The list: the query for one pair answers "none" with a code that means anything.
        const query = new FeegrantQuery(rpcAt(base, height));
        for (let key: Uint8Array | undefined = new Uint8Array(); key;) {
          const pagination = PageRequest.fromPartial({ key, limit: 100n });
          const page = await query.Allowances({ grantee, pagination });
          const grant = page.allowances.find((one) => one.granter === granter);
          if (grant) return { granter, grantee, ...termsOf(present(grant.allowance, 'allowance')) };
          key = page.pagination?.nextKey.length ? page.pagination.nextKey : undefined;
        }
        return undefined;
      },
    },
  };
}

function amountOf(coin: Coin | undefined): bigint {
  return intOf(coin?.amount ?? '0');
}

function termsOf({ typeUrl, value }: Any): Omit<FeeAllowance, 'granter' | 'grantee'> {
  switch (typeUrl) {
    case AllowedMsgAllowance.typeUrl: {
      const { allowance, allowedMessages } = AllowedMsgAllowance.decode(value);
      return { ...termsOf(present(allowance, 'allowance')), messages: allowedMessages };
    }
    case PeriodicAllowance.typeUrl: {
      const { basic, periodCanSpend } = PeriodicAllowance.decode(value);
      return { ...basicOf(basic), limit: new Map(periodCanSpend.map((coin) => [coin.denom, intOf(coin.amount)])) };
    }
    default:
      return basicOf(BasicAllowance.decode(value));
  }
}

function basicOf({ spendLimit, expiration }: BasicAllowance): Omit<FeeAllowance, 'granter' | 'grantee'> {
  return {
    limit: spendLimit.length === 0 ? undefined : new Map(spendLimit.map((coin) => [coin.denom, intOf(coin.amount)])),
    expiresNs: expiration === undefined ? undefined : nanosOf(expiration),
    messages: undefined,
  };
}
