import { afterEach, describe, expect, test } from '@jest/globals';
import { fromHex, toBase64 } from '@cosmjs/encoding';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { QueryParamsResponse as EpochParams } from '@pacer/proto/epoch/v1';
import { QueryHostResponse, QueryHostsRequest, QueryHostsResponse } from '@pacer/proto/host/v1';
import { QueryHeadersRequest, QueryHeadersResponse } from '@pacer/proto/inference/v1';
import { QuerySettlementResponse, QueryTotalsResponse } from '@pacer/proto/reward/v1';
import {
  QueryBeaconResponse,
  QueryDealStatusResponse,
  QueryMySharesRequest,
  QueryMySharesResponse,
  QueryParamsResponse as SprintParams,
  QueryTargetResponse,
  QueryWorkRequest,
  QueryWorkResponse,
  QueryWorksResponse,
} from '@pacer/proto/sprint/v1';
import { QueryResultsRequest, QueryResultsResponse } from '@pacer/proto/validation/v1';
import { BasicAllowance, AllowedMsgAllowance } from 'cosmjs-types/cosmos/feegrant/v1beta1/feegrant';
import { QueryAllowancesResponse } from 'cosmjs-types/cosmos/feegrant/v1beta1/query';
import { type FaultyNode, startFaultyNode } from '../rpc/faulty-node.test.support.js';
import { Endpoint } from '../rpc/endpoint.js';
import { JsonRpcTransport } from '../rpc/json-rpc.js';
import { setupEpochExtension } from './epoch.js';
import { setupRewardExtension } from './reward.js';
import { pacerQuery } from './pacer-query.js';

const nodes: FaultyNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

interface Asked {
  path: string;
  data: Uint8Array;
  height: string;
}

/** A server whose application answers with the given protobuf, or refuses with (sdk, 22). */
async function answering(answer: (asked: Asked) => BinaryWriter | undefined) {
  const asked: Asked[] = [];
  const node = await startFaultyNode((_, params) => {
    const one = { path: params.path!, data: fromHex(params.data!), height: params.height ?? '0' };
    asked.push(one);
    const value = answer(one);
    if (value === undefined) return { result: { response: { code: 22, codespace: 'sdk', log: 'none' } } };
    const height = one.height === '0' ? '40' : one.height;
    return { result: { response: { code: 0, value: toBase64(value.finish()), height } } };
  });
  nodes.push(node);
  return { node, asked, query: pacerQuery(new Endpoint(node.url, { timeoutMs: 60_000 }), 33n) };
}

describe('queries', () => {
  test('are made at the pinned height unless they name another', async () => {
    const { query, asked } = await answering(() =>
      EpochParams.encode(EpochParams.fromPartial({ params: {}, live: {} })),
    );
    await query.epoch.params(4n);
    await query.epoch.params(4n, 20n);
    expect(asked.map(({ path, height }) => [path, height])).toEqual([
      ['/pacer.epoch.v1.Query/Params', '33'],
      ['/pacer.epoch.v1.Query/Params', '20'],
    ]);
  });

  test('collect all headers page by page', async () => {
    const { query, asked } = await answering(({ data }) => {
      const { from } = QueryHeadersRequest.decode(data);
      const headers = [from, from + 1n].filter((id) => id < 5n).map((id) => ({ id }));
      return QueryHeadersResponse.encode(QueryHeadersResponse.fromPartial({ headers, total: 5n }));
    });
    const headers = await query.inference.allHeaders({ epoch: 1n, from: 1n }, 33n);
    expect(headers.map(({ id }) => id)).toEqual([1n, 2n, 3n, 4n]);
    expect(asked).toHaveLength(2);
  });

  test('collect all Hosts page by page, at one height', async () => {
    const { query, asked } = await answering(({ data }) => {
      const { after } = QueryHostsRequest.decode(data);
      const [first, second] = after === '' ? ['a', 'b'] : ['c', 'd'];
      const hosts = [first, second].map((address) => ({ address, stake: '7' }));
      return QueryHostsResponse.encode(QueryHostsResponse.fromPartial({ hosts, next: after === '' ? 'b' : '' }));
    });
    expect((await query.host.hosts()).map(({ address, stake }) => `${address}${stake}`)).toEqual([
      'a7',
      'b7',
      'c7',
      'd7',
    ]);
    expect(asked.map(({ data, height }) => [QueryHostsRequest.decode(data).after, height])).toEqual([
      ['', '33'],
      ['b', '33'],
    ]);
  });

  test('collect all results page by page and end on a page that does not move', async () => {
    const { query } = await answering(({ data }) => {
      const { from } = QueryResultsRequest.decode(data);
      const next = from === 0n ? 7n : from;
      const results = [{ batch: from, index: 2, verdict: 1 }];
      return QueryResultsResponse.encode(QueryResultsResponse.fromPartial({ results, next, quota: { allowed: 9n } }));
    });
    const { results, quota } = await query.validation.allResults({ epoch: 1n, host: 'h' }, 33n);
    expect(results.map(({ batch }) => batch)).toEqual([0n, 7n]);
    expect(quota.allowed).toBe(9n);
  });

  test('give money as bigint, above 2^53 too, and an empty amount as 0', async () => {
    const amount = String(2n ** 80n);
    const { query } = await answering(({ path }) => {
      if (path.endsWith('Settlement')) {
        return QuerySettlementResponse.encode(
          QuerySettlementResponse.fromPartial({ settled: true, reward: { amount } }),
        );
      }
      if (path.endsWith('Host'))
        return QueryHostResponse.encode(QueryHostResponse.fromPartial({ host: { stake: amount } }));
      return QueryTotalsResponse.encode(QueryTotalsResponse.fromPartial({ totals: { minted: amount }, pool: '5' }));
    });
    const { reward, settled } = await query.reward.settlement({ epoch: 0n, host: 'h' });
    expect({ settled, amount: reward.amount, rebate: reward.rebate }).toEqual({
      settled: true,
      amount: 2n ** 80n,
      rebate: 0n,
    });
    expect((await query.host.host('h')).stake).toBe(2n ** 80n);
    expect(await query.reward.totals()).toMatchObject({ minted: 2n ** 80n, pool: 5n, supply: 0n });
  });

  test('take an answer without its fields, or with words for numbers, as malformed', async () => {
    const { query } = await answering(({ path }) =>
      path.endsWith('Settlement')
        ? QuerySettlementResponse.encode(QuerySettlementResponse.fromPartial({ reward: { amount: 'ten' } }))
        : new BinaryWriter(),
    );
    await expect(query.epoch.status()).rejects.toMatchObject({ code: 'endpoint/malformed' });
    await expect(query.reward.settlement({ epoch: 0n, host: 'h' })).rejects.toMatchObject({
      code: 'endpoint/malformed',
    });
  });

  test('give a round, a Host’s part in it and a beacon, with heights and gas as bigint', async () => {
    const { query } = await answering(({ path, data }) => {
      if (path.endsWith('DealStatus')) {
        const round = { epoch: 3n, slots: 64, closeHeight: 2n ** 60n, deltaPpm: 500_000n };
        return QueryDealStatusResponse.encode(QueryDealStatusResponse.fromPartial({ round, dealGas: 2n ** 40n }));
      }
      if (path.endsWith('MyShares')) {
        const { epoch, host } = QueryMySharesRequest.decode(data);
        const contribution = { epoch, host, firstSlot: 17, slots: 16 };
        const answer = { contribution, participation: { host, streak: 9n }, closed: true, ySums: new Uint8Array(96) };
        return QueryMySharesResponse.encode(QueryMySharesResponse.fromPartial(answer));
      }
      if (path.endsWith('Params'))
        return SprintParams.encode(SprintParams.fromPartial({ params: { maxAttempts: 3 }, live: { maxAttempts: 4 } }));
      return QueryBeaconResponse.encode(QueryBeaconResponse.fromPartial({ height: 76n, secretBelowPpm: 492_187 }));
    });
    expect(await query.sprint.dealStatus(3n)).toMatchObject({
      ...{ round: { slots: 64, closeHeight: 2n ** 60n, deltaPpm: 500_000n }, dealGas: 2n ** 40n },
    });
    expect(await query.sprint.myShares({ epoch: 3n, host: 'h' })).toMatchObject({
      ...{ contribution: { epoch: 3n, host: 'h', firstSlot: 17 }, participation: { streak: 9n }, closed: true },
    });
    expect(await query.sprint.beacon(4n)).toMatchObject({ height: 76n, secretBelowPpm: 492_187 });
    expect(await query.sprint.params(3n)).toMatchObject({ params: { maxAttempts: 3 }, live: { maxAttempts: 4 } });
  });

  test('give the target of a Sprint and the work of Hosts, with nonces as they were committed', async () => {
    const { query } = await answering(({ path, data }) => {
      if (path.endsWith('Target')) {
        const answer = {
          sprint: { epoch: 3n, target: 2n ** 63n },
          params: { dim: 64 },
          computeEnd: 84n,
          challengeGas: 9n,
        };
        return QueryTargetResponse.encode(QueryTargetResponse.fromPartial(answer));
      }
      if (path.endsWith('Works')) {
        return QueryWorksResponse.encode(QueryWorksResponse.fromPartial({ works: [{ host: 'h', count: 3 }] }));
      }
      const { epoch, host } = QueryWorkRequest.decode(data);
      const work = { epoch, host, count: 3, lastNonce: 2n ** 64n - 1n };
      const chunks = [{ epoch, host, index: 0, count: 3, nonces: Uint8Array.of(14, 3, 2) }];
      return QueryWorkResponse.encode(QueryWorkResponse.fromPartial({ eligible: true, work, chunks }));
    });
    expect(await query.sprint.target(3n)).toMatchObject({
      ...{ sprint: { target: 2n ** 63n }, params: { dim: 64 }, computeEnd: 84n, challengeGas: 9n },
    });
    expect(await query.sprint.work({ epoch: 3n, host: 'h' })).toMatchObject({
      ...{ eligible: true, work: { lastNonce: 2n ** 64n - 1n }, chunks: [{ nonces: Uint8Array.of(14, 3, 2) }] },
    });
    expect(await query.sprint.works(3n)).toMatchObject([{ host: 'h', count: 3 }]);
  });

  test('say that a round, a part in it or a beacon is not known without failing', async () => {
    const { query } = await answering(() => undefined);
    expect(await query.sprint.dealStatus(9n)).toBeUndefined();
    expect(await query.sprint.myShares({ epoch: 9n, host: 'h' })).toBeUndefined();
    expect(await query.sprint.beacon(9n)).toBeUndefined();
    expect(await query.sprint.target(9n)).toBeUndefined();
    expect(await query.sprint.work({ epoch: 9n, host: 'h' })).toBeUndefined();
    expect(await query.sprint.works(9n)).toEqual([]);
    await expect(query.sprint.params(9n)).rejects.toMatchObject({ notFound: true });
  });

  test('say that an account is unknown without failing', async () => {
    const { query } = await answering(() => undefined);
    expect(await query.auth.account('pacer1x')).toBeUndefined();
    await expect(query.host.host('pacer1x')).rejects.toMatchObject({ notFound: true });
  });

  test('find the allowance of one granter, its rest and what it is for', async () => {
    const basic = BasicAllowance.fromPartial({ spendLimit: [{ denom: 'upacer', amount: '77' }] });
    const limited = AllowedMsgAllowance.fromPartial({
      allowance: { typeUrl: BasicAllowance.typeUrl, value: BasicAllowance.encode(basic).finish() },
      allowedMessages: ['/pacer.reward.v1.MsgClaimReward'],
    });
    const allowance = { typeUrl: AllowedMsgAllowance.typeUrl, value: AllowedMsgAllowance.encode(limited).finish() };
    const { query } = await answering(() => {
      const page = {
        allowances: [
          { granter: 'x', grantee: 'g', allowance },
          { granter: 'op', grantee: 'g', allowance },
        ],
      };
      const bytes = QueryAllowancesResponse.encode(QueryAllowancesResponse.fromPartial(page)).finish();
      return new BinaryWriter().raw(bytes);
    });
    expect(await query.feegrant.allowance({ granter: 'op', grantee: 'g' })).toEqual({
      granter: 'op',
      grantee: 'g',
      limit: new Map([['upacer', 77n]]),
      expiresNs: undefined,
      messages: ['/pacer.reward.v1.MsgClaimReward'],
    });
    expect(await query.feegrant.allowance({ granter: 'nobody', grantee: 'g' })).toBeUndefined();
  });

  test("are extensions of cosmjs' QueryClient too, over our transport", async () => {
    // Loaded late: cosmjs is CommonJS and requires ES modules that must be complete by then.
    const { Comet38Client } = await import('@cosmjs/tendermint-rpc');
    const { QueryClient, setupBankExtension } = await import('@cosmjs/stargate');
    const { node, asked } = await answering(({ path }) =>
      path.includes('epoch')
        ? EpochParams.encode(EpochParams.fromPartial({ params: { epochLength: 90n }, live: {} }))
        : QueryTotalsResponse.encode(QueryTotalsResponse.fromPartial({ totals: { minted: '3' } })),
    );
    const comet = Comet38Client.create(new JsonRpcTransport(node.url));
    const client = QueryClient.withExtensions(comet, setupEpochExtension, setupRewardExtension, setupBankExtension);
    expect((await client.epoch.params(0n)).params.epochLength).toBe(90n);
    expect((await client.reward.totals(12n)).minted).toBe(3n);
    expect(asked.map(({ height }) => height)).toEqual(['0', '12']);
  });
});
