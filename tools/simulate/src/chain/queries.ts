import { timestampOf } from '@pacer/client';
import { EpochError, RewardError, SprintError } from '@pacer/proto/errors';
import * as epochs from '@pacer/proto/epoch/v1';
import * as hosts from '@pacer/proto/host/v1';
import * as inference from '@pacer/proto/inference/v1';
import * as reward from '@pacer/proto/reward/v1';
import * as sprint from '@pacer/proto/sprint/v1';
import * as validation from '@pacer/proto/validation/v1';
import { QueryAccountInfoRequest, QueryAccountInfoResponse } from 'cosmjs-types/cosmos/auth/v1beta1/query';
import { QueryBalanceRequest, QueryBalanceResponse } from 'cosmjs-types/cosmos/bank/v1beta1/query';
import { AllowedMsgAllowance, BasicAllowance } from 'cosmjs-types/cosmos/feegrant/v1beta1/feegrant';
import { QueryAllowancesRequest, QueryAllowancesResponse } from 'cosmjs-types/cosmos/feegrant/v1beta1/query';
import { finalSums, lastBatch } from './carry-out.js';
import { openFrom, seen, type EpochState } from './epoch-state.js';
import { headersOf, membersOf, modelsOf, REWARD } from './facts.js';
import type { ModelChain } from './model-chain.js';
import { refused, type Refusal } from './refusal.js';
import { DENOM, MIN_GAS_PRICE, type Rules } from './rules.js';

/** Answers a query of the state at a height: the protobuf of the response, or why there is none. */
type Query = (chain: ModelChain, request: Uint8Array, height: number) => Uint8Array | Refusal;

/** Gas by the chain's own constants (x/sprint/types/gas.go) for four slots of four holders. */
const DEAL_GAS = 500_000n + 4n * 5_600n + 4n * 20_000n + 10n * (144n * 4n + 128n);
const OPEN_GAS = 150_000n + 9_000n + 10n * 96n;

/** Every query that an agent makes, by its path. */
export const queries: Readonly<Record<string, Query>> = {
  '/pacer.epoch.v1.Query/Status': (chain, _, height) => status(chain, height),
  '/pacer.epoch.v1.Query/Schedule': (chain, request, height) => {
    const state = begun(chain, epochs.QueryScheduleRequest.decode(request).epoch, height);
    if (!state) return refused('epoch', EpochError.UNKNOWN_EPOCH, 'not begun');
    const answer = { schedule: scheduleOf(chain.rules, state, height), beacon: state.beacon };
    return epochs.QueryScheduleResponse.encode(epochs.QueryScheduleResponse.fromPartial(answer)).finish();
  },
  '/pacer.epoch.v1.Query/Params': ({ rules }) => {
    const params = epochParams(rules);
    return epochs.QueryParamsResponse.encode(epochs.QueryParamsResponse.fromPartial({ params, live: params })).finish();
  },
  '/pacer.host.v1.Query/Members': (chain, request) => {
    const { epoch } = hosts.QueryMembersRequest.decode(request);
    const members = membersOf(chain, Number(epoch)).map((member) => ({ ...member, stake: String(member.stake) }));
    return hosts.QueryMembersResponse.encode(hosts.QueryMembersResponse.fromPartial({ members })).finish();
  },
  '/pacer.sprint.v1.Query/DealStatus': (chain, request, height) => {
    const state = begun(chain, sprint.QueryDealStatusRequest.decode(request).epoch, height);
    return state ? dealStatus(chain, state, height) : refused('sprint', SprintError.NOT_FOUND, 'not begun');
  },
  '/pacer.sprint.v1.Query/MyShares': (chain, request, height) => {
    const { epoch, host } = sprint.QueryMySharesRequest.decode(request);
    const state = begun(chain, epoch, height);
    return state ? myShares(chain, state, host, height) : refused('sprint', SprintError.NOT_FOUND, 'not begun');
  },
  '/pacer.sprint.v1.Query/Params': ({ rules }) => {
    const params = { absencePpm: 10_000, maxAttempts: rules.maxAttempts };
    return sprint.QueryParamsResponse.encode(sprint.QueryParamsResponse.fromPartial({ params, live: params })).finish();
  },
  '/pacer.inference.v1.Query/Headers': (chain, request, height) => {
    const { epoch, from } = inference.QueryHeadersRequest.decode(request);
    const all = headersOf(chain, Number(epoch), height);
    const answer = { headers: all.slice(Number(from)), total: BigInt(all.length) };
    return inference.QueryHeadersResponse.encode(inference.QueryHeadersResponse.fromPartial(answer)).finish();
  },
  '/pacer.inference.v1.Query/NextSlot': (chain, request, height) => {
    const { host } = inference.QueryNextSlotRequest.decode(request);
    const { epoch, tail } = chain.epochAt(height);
    const last = lastBatch(chain, host, height);
    const first = last === 0 ? height + 1 : Math.max(last + chain.rules.batchInterval, height + 1);
    const isTail = height + 1 >= tail;
    const answer = {
      height: BigInt(first),
      epoch: BigInt(isTail ? epoch + 1 : epoch),
      until: isTail ? 0n : BigInt(tail),
    };
    return inference.QueryNextSlotResponse.encode(answer).finish();
  },
  '/pacer.inference.v1.Query/Models': () => inference.QueryModelsResponse.encode({ models: modelsOf() }).finish(),
  '/pacer.inference.v1.Query/Params': ({ rules }) => {
    const params = { batchInterval: BigInt(rules.batchInterval), maxBatchCount: rules.maxBatchCount };
    return inference.QueryParamsResponse.encode(
      inference.QueryParamsResponse.fromPartial({ params, live: params }),
    ).finish();
  },
  '/pacer.validation.v1.Query/Results': (chain, request, height) => {
    const { epoch, host, from } = validation.QueryResultsRequest.decode(request);
    const all = chain.epochs[Number(epoch)]?.results.get(host) ?? [];
    const results = all
      .filter((one) => one.height <= height && one.batch >= from)
      .sort((a, b) => Number(a.batch - b.batch));
    const answer = { results, next: 0n, quota: {} };
    return validation.QueryResultsResponse.encode(validation.QueryResultsResponse.fromPartial(answer)).finish();
  },
  '/pacer.validation.v1.Query/Rate': ({ rules }) =>
    validation.QueryRateResponse.encode({ ppm: rules.ratePpm }).finish(),
  '/pacer.validation.v1.Query/Params': ({ rules }) => {
    const params = { maxResults: rules.maxResults };
    const answer = validation.QueryParamsResponse.fromPartial({ params, live: params });
    return validation.QueryParamsResponse.encode(answer).finish();
  },
  '/pacer.reward.v1.Query/Settlement': (chain, request, height) => {
    const { epoch, host } = reward.QuerySettlementRequest.decode(request);
    const state = begun(chain, epoch, height);
    if (!state) return refused('reward', RewardError.NOT_FOUND, 'not begun');
    const answer = { settled: seen(state.settledHeight, height) > 0, reward: rewardOf(chain, state, host, height) };
    return reward.QuerySettlementResponse.encode(reward.QuerySettlementResponse.fromPartial(answer)).finish();
  },
  '/pacer.reward.v1.Query/Claims': (chain, request, height) => {
    const { host } = reward.QueryClaimsRequest.decode(request);
    const settled = chain.epochs.filter(({ settledHeight }) => seen(settledHeight, height) > 0).reverse();
    const rewards = settled.map((state) => rewardOf(chain, state, host, height));
    return reward.QueryClaimsResponse.encode(reward.QueryClaimsResponse.fromPartial({ rewards })).finish();
  },
  '/pacer.reward.v1.Query/ClaimCost': () =>
    reward.QueryClaimCostResponse.encode({ headers: 0n, duties: 0n, gas: 50_000n, settled: true }).finish(),
  '/cosmos.auth.v1beta1.Query/AccountInfo': ({ ledger }, request) => {
    const { address } = QueryAccountInfoRequest.decode(request);
    const accountNumber = ledger.number(address);
    if (accountNumber === undefined) return refused('sdk', 22, `account ${address} not found`);
    const info = { address, accountNumber, sequence: 0n };
    return QueryAccountInfoResponse.encode(QueryAccountInfoResponse.fromPartial({ info })).finish();
  },
  '/cosmos.bank.v1beta1.Query/Balance': ({ ledger }, request, height) => {
    const { address, denom } = QueryBalanceRequest.decode(request);
    const balance = { denom, amount: String(denom === DENOM ? ledger.balance(address, height) : 0n) };
    return QueryBalanceResponse.encode(QueryBalanceResponse.fromPartial({ balance })).finish();
  },
  '/cosmos.feegrant.v1beta1.Query/Allowances': (chain, request, height) => {
    const { grantee } = QueryAllowancesRequest.decode(request);
    const basic = {
      typeUrl: BasicAllowance.typeUrl,
      value: BasicAllowance.encode(BasicAllowance.fromPartial({})).finish(),
    };
    const allowedMessages = ['/pacer.reward.v1.MsgClaimReward'];
    const value = AllowedMsgAllowance.encode(
      AllowedMsgAllowance.fromPartial({ allowance: basic, allowedMessages }),
    ).finish();
    const allowances = chain.parties
      .filter(({ host }) => chain.isAllowed(host, grantee, height))
      .map(({ host }) => ({ granter: host, grantee, allowance: { typeUrl: AllowedMsgAllowance.typeUrl, value } }));
    return QueryAllowancesResponse.encode(QueryAllowancesResponse.fromPartial({ allowances })).finish();
  },
};

function begun(chain: ModelChain, epoch: bigint, height: number): EpochState | undefined {
  const state = chain.epochs[Number(epoch)];
  return state && state.start <= height ? state : undefined;
}

function epochParams(rules: Rules): Partial<epochs.Params> {
  const of = (value: number) => BigInt(value);
  return {
    ...{ epochLength: of(rules.epochLength), sprintSpan: of(rules.sprintSpan), tail: of(rules.tail) },
    ...{ dealOpen: of(rules.dealOpen), dealClose: of(rules.dealClose), computeSpan: of(rules.computeSpan) },
    ...{ challengeSpan: of(rules.challengeSpan), targetBlockMs: of(rules.blockMs) },
    ...{ minGasPrice: MIN_GAS_PRICE, feeDenom: DENOM },
  };
}

function scheduleOf(rules: Rules, state: EpochState, height: number): Partial<epochs.Schedule> {
  const of = (value: number) => BigInt(value);
  const beacon = seen(state.beaconHeight, height);
  const end = beacon + rules.computeSpan;
  return {
    ...{ epoch: of(state.epoch), start: of(state.start), cutoff: of(state.cutoff), tail: of(state.tail) },
    ...{ dealOpen: of(state.dealOpen), dealClose: of(state.dealClose), beaconHeight: of(beacon) },
    ...(beacon > 0 && {
      computeEnd: of(end),
      challengeEnd: of(end + rules.challengeSpan),
      nextStart: of(state.nextStart),
    }),
  };
}

function status(chain: ModelChain, height: number): Uint8Array {
  const { rules } = chain;
  const state = chain.epochAt(height);
  const from = Math.max(1, height - 63);
  const first = chain.block(from)?.timeNs ?? 0n;
  const { timeNs } = chain.block(height) as { timeNs: bigint };
  const answer = {
    ...{ height: BigInt(height), blockTime: timestampOf(timeNs), chainId: rules.chainId, epoch: BigInt(state.epoch) },
    ...{ phase: phaseOf(rules, state, height), schedule: scheduleOf(rules, state, height), beacon: state.beacon },
    meanBlockMs: height === from ? 0n : (timeNs - first) / 1_000_000n / BigInt(height - from),
    params: epochParams(rules),
  };
  return epochs.QueryStatusResponse.encode(epochs.QueryStatusResponse.fromPartial(answer)).finish();
}

function phaseOf(rules: Rules, state: EpochState, height: number): epochs.Phase {
  const beacon = seen(state.beaconHeight, height);
  if (height < state.cutoff) return epochs.Phase.SERVING;
  if (beacon === 0 || height <= beacon) return epochs.Phase.OPENING;
  return height <= beacon + rules.computeSpan ? epochs.Phase.COMPUTE : epochs.Phase.CHALLENGE;
}

function contributionOf(
  chain: ModelChain,
  state: EpochState,
  host: string,
  height: number,
): Partial<sprint.Contribution> {
  const part = state.parts.get(host);
  return {
    ...{
      epoch: BigInt(state.epoch),
      host,
      firstSlot: chain.parties.findIndex((one) => one.host === host) + 1,
      slots: 1,
    },
    attempts: part?.attempts.filter((one) => one <= height).length ?? 0,
    dealtHeight: BigInt(seen(part?.dealt ?? 0, height)),
    openedHeight: BigInt(seen(part?.opened ?? 0, height)),
  };
}

function dealStatus(chain: ModelChain, state: EpochState, height: number): Uint8Array {
  const { round } = state;
  const contributions = chain.parties.map(({ host }) => contributionOf(chain, state, host, height));
  const dealers = contributions.filter(({ dealtHeight }) => dealtHeight !== 0n).length;
  const openers = contributions.filter(({ openedHeight }) => openedHeight !== 0n).length;
  const answer = {
    round: {
      ...{ epoch: BigInt(state.epoch), tableHash: round.tableHash, blockHash: state.blockHash, slots: round.slots },
      ...{ threshold: round.threshold, holders: round.holders.length, dealers, dealtSlots: dealers, openers },
      ...{ openSlots: openers, closeHeight: BigInt(seen(state.closeHeight, height)) },
      beaconHeight: BigInt(seen(state.beaconHeight, height)),
    },
    ...{ contributions, dealOpen: BigInt(state.dealOpen), dealClose: BigInt(state.dealClose) },
    ...{ openFrom: BigInt(openFrom(state, height)), beacon: state.beacon, dealGas: DEAL_GAS },
  };
  return sprint.QueryDealStatusResponse.encode(sprint.QueryDealStatusResponse.fromPartial(answer)).finish();
}

function myShares(chain: ModelChain, state: EpochState, host: string, height: number): Uint8Array {
  const closed = seen(state.closeHeight, height) > 0;
  const index = chain.parties.findIndex((one) => one.host === host);
  // Sums that are not final are of no use to anybody; the model shows none.
  const sums = closed ? finalSums(chain, state) : { a: new Uint8Array(), y: new Uint8Array() };
  const answer = {
    ...{ contribution: contributionOf(chain, state, host, height), closed, openGas: OPEN_GAS, participation: { host } },
    ...{ aSums: sums.a.slice(48 * (index + 1), 48 * (index + 2)), ySums: sums.y.slice(96 * index, 96 * (index + 1)) },
  };
  return sprint.QueryMySharesResponse.encode(sprint.QueryMySharesResponse.fromPartial(answer)).finish();
}

function rewardOf(chain: ModelChain, state: EpochState, host: string, height: number): Partial<reward.Reward> {
  const base = { epoch: BigInt(state.epoch), host, rebate: '0' };
  const settled = seen(state.settledHeight, height);
  if (settled === 0) return { ...base, amount: '0', state: reward.RewardState.UNSPECIFIED };
  const claimed = seen(state.claims.get(host) ?? 0, height);
  const isBurned = claimed === 0 && chain.epochAt(height).epoch >= state.epoch + 2;
  const { CLAIMABLE, PAID, BURNED } = reward.RewardState;
  return {
    ...{
      ...base,
      amount: String(REWARD),
      settledHeight: BigInt(settled),
      claimedHeight: BigInt(claimed),
      payout: host,
    },
    state: claimed > 0 ? PAID : isBurned ? BURNED : CLAIMABLE,
  };
}
