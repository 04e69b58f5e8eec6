import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import {
  addressText,
  EndpointError,
  type Endpoint,
  type EndpointPool,
  type EpochStatus,
  QueryError,
  type Snapshot,
} from '@pacer/client';
import { QueryScheduleRequest, QueryScheduleResponse, QueryStatusResponse } from '@pacer/proto/epoch/v1';
import { QueryTargetResponse, QueryWorkRequest, QueryWorkResponse, QueryWorksResponse } from '@pacer/proto/sprint/v1';
import { encodeNonces, LOCAL_TEST } from '@pacer/sprint';

export const CHAIN = 'pacer-test';
export const hosts = [10, 20].map((n) => addressText(new Uint8Array(20).fill(n)));

/** What an endpoint says about the Sprint of epoch 4, of the first Host and another; tests change it to make it lie. */
export interface Says {
  height: bigint;
  /** in which it says to be */
  epoch: bigint;
  eligible: boolean;
  beacon: Uint8Array;
  beaconHeight: bigint;
  /** last height of the compute window, counted from the beacon */
  span: bigint;
  cutoff: bigint;
  target: bigint;
  maxNonces: number;
  /** the messages of the first Host */
  own: readonly (readonly bigint[])[];
  ownGuilty: bigint;
  other: readonly bigint[];
  otherGuilty: bigint;
  /** whether it answers */
  knows: boolean;
}

export function truth(change: Partial<Says> = {}): Says {
  return {
    ...{
      height: 480n,
      epoch: 4n,
      eligible: true,
      beacon: new Uint8Array(32).fill(9),
      beaconHeight: 476n,
      target: 1n << 56n,
    },
    ...{ span: 8n, cutoff: 473n, maxNonces: 4096, own: [], ownGuilty: 0n },
    ...{ other: [14n, 17n], otherGuilty: 0n, knows: true, ...change },
  };
}

function scheduleOf({ beaconHeight, cutoff, span }: Says) {
  const before = { epoch: 4n, start: 401n, cutoff, beaconHeight: 0n, computeEnd: 0n, challengeEnd: 0n, nextStart: 0n };
  if (beaconHeight === 0n) return before;
  const computeEnd = beaconHeight + span;
  return { ...before, beaconHeight, computeEnd, challengeEnd: computeEnd + 6n, nextStart: computeEnd + 7n };
}

/** The schedule of the epoch that it says to be in. */
function nowOf(says: Says) {
  const { epoch } = says;
  const schedule = scheduleOf(says);
  if (epoch === 4n) return schedule;
  return {
    ...scheduleOf({ ...says, beaconHeight: 0n }),
    epoch,
    start: schedule.nextStart,
    cutoff: schedule.nextStart + 72n,
  };
}

function statusOf(says: Says): EpochStatus {
  const params = { epochLength: 90n, targetBlockMs: 500n };
  const schedule = nowOf(says);
  return { height: says.height, epoch: says.epoch, chainId: CHAIN, meanBlockMs: 510n, schedule, params } as EpochStatus;
}

function targetOf(says: Says): BinaryWriter {
  const { beacon, beaconHeight, maxNonces, target } = says;
  const { computeEnd, challengeEnd } = scheduleOf(says);
  const isKnown = beaconHeight > 0n;
  return QueryTargetResponse.encode(
    QueryTargetResponse.fromPartial({
      ...{ sprint: { epoch: 4n, target }, params: { ...LOCAL_TEST, maxNonces }, challengeGas: 77n, beaconHeight },
      ...(isKnown && { beacon, computeEnd, challengeEnd }),
    }),
  );
}

function workOf(host: string, { own, ownGuilty, other, otherGuilty }: Says) {
  const messages = host === hosts[0] ? own : [other];
  const all = messages.flat();
  const work = { epoch: 4n, host, count: all.length, lastNonce: all.at(-1) ?? 0n, chunks: messages.length };
  const guilt = { guiltyHeight: host === hosts[0] ? ownGuilty : otherGuilty };
  const chunks = messages.map((nonces, index) => ({ ...{ epoch: 4n, host, index }, nonces: encodeNonces(nonces) }));
  return { work: { ...work, ...guilt }, chunks };
}

/** An endpoint that answers the queries of a prover. */
export function endpointOf(url: string, says: Says): Endpoint {
  const answer = (path: string, data: Uint8Array): BinaryWriter | undefined => {
    if (!says.knows) throw new EndpointError(url, 'timeout', 'does not answer');
    const isNow = (epoch: bigint) => epoch === 4n;
    if (path.endsWith('Query/Status')) {
      const now = { height: says.height, epoch: says.epoch, chainId: CHAIN, schedule: nowOf(says) };
      return QueryStatusResponse.encode(QueryStatusResponse.fromPartial({ ...now, blockTime: {}, params: {} }));
    }
    if (path.endsWith('Query/Schedule')) {
      if (!isNow(QueryScheduleRequest.decode(data).epoch)) return undefined;
      return QueryScheduleResponse.encode(QueryScheduleResponse.fromPartial({ schedule: scheduleOf(says) }));
    }
    if (path.endsWith('Query/Work')) {
      const { epoch, host } = QueryWorkRequest.decode(data);
      if (!isNow(epoch)) return undefined;
      return QueryWorkResponse.encode(
        QueryWorkResponse.fromPartial({ eligible: says.eligible, ...workOf(host, says) }),
      );
    }
    const { epoch } = QueryWorkRequest.decode(data);
    if (!isNow(epoch)) return undefined;
    if (path.endsWith('Query/Target')) return targetOf(says);
    const works = hosts.map((host) => workOf(host, says).work).filter(({ count }) => count > 0);
    return QueryWorksResponse.encode(QueryWorksResponse.fromPartial({ works }));
  };
  return {
    url,
    queryAbci: async (path: string, data: Uint8Array) => {
      const value = answer(path, data);
      if (!value) throw new QueryError(path, { codespace: 'sdk', code: 22, log: 'none' });
      return { value: value.finish(), height: Number(says.height) };
    },
  } as unknown as Endpoint;
}

/** A pool, and what happened to its endpoints. */
export type TestPool = EndpointPool & {
  /** endpoints that were passed over, with the code, one after the other */
  passedOver: string[];
  /** those that were found lying, with what they said */
  distrusted: string[];
  /** questions asked of any endpoint */
  asked: string[];
};

/** A pool that reads from its first endpoint, and passes over those that were found wrong, as the real one does. */
export function poolOf(...says: Says[]): TestPool {
  const endpoints = says.map((one, index) => endpointOf(`http://${'abc'.charAt(index)}`, one));
  const passedOver: string[] = [];
  const distrusted: string[] = [];
  const asked: string[] = [];
  const liars = new Set<string>();
  const ejected = new Set<string>();
  const isWell = ({ url }: Endpoint, index: number) => says[index]!.knows && !liars.has(url) && !ejected.has(url);
  for (const endpoint of endpoints) {
    const queryAbci = endpoint.queryAbci.bind(endpoint);
    endpoint.queryAbci = (path, ...rest) => {
      asked.push(`${endpoint.url} ${path.split('/').at(-1)}`);
      return queryAbci(path, ...rest);
    };
  }
  const pool = {
    ...{ passedOver, distrusted, asked, endpoints },
    nodes: async () => endpoints.filter(isWell),
    distrust: (url: string, why: string) => {
      liars.add(url);
      distrusted.push(`${url} ${why}`);
    },
    async atLatest<T>(use: (snapshot: Snapshot) => Promise<T>): Promise<T> {
      let last: unknown;
      ejected.clear();
      for (const [index, endpoint] of endpoints.entries()) {
        if (!isWell(endpoint, index)) continue;
        const status = statusOf(says[index]!);
        try {
          return await use({ endpoint, status, height: status.height } as Snapshot);
        } catch (error) {
          if (!(error instanceof EndpointError)) throw error;
          passedOver.push(`${error.url} ${error.code}`);
          ejected.add(endpoint.url);
          last = error;
        }
      }
      throw last;
    },
  };
  return pool as unknown as TestPool;
}
