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
import { QueryTargetResponse, QueryWorkRequest, QueryWorkResponse, QueryWorksResponse } from '@pacer/proto/sprint/v1';
import { encodeNonces, LOCAL_TEST } from '@pacer/sprint';

export const CHAIN = 'pacer-test';
export const hosts = [10, 20].map((n) => addressText(new Uint8Array(20).fill(n)));

/** What an endpoint says about the Sprint of epoch 4, of the first Host and another; tests change it to make it lie. */
export interface Says {
  height: bigint;
  eligible: boolean;
  beacon: Uint8Array;
  beaconHeight: bigint;
  target: bigint;
  /** the messages of the first Host */
  own: readonly (readonly bigint[])[];
  other: readonly bigint[];
  otherGuilty: bigint;
  knows: boolean;
}

export function truth(change: Partial<Says> = {}): Says {
  return {
    ...{ height: 480n, eligible: true, beacon: new Uint8Array(32).fill(9), beaconHeight: 476n, target: 1n << 56n },
    ...{ own: [], other: [14n, 17n], otherGuilty: 0n, knows: true, ...change },
  };
}

function statusOf({ height }: Says): EpochStatus {
  const schedule = { epoch: 4n, start: 401n, cutoff: 473n, nextStart: 491n };
  const params = { epochLength: 90n, targetBlockMs: 500n };
  return { height, epoch: 4n, chainId: CHAIN, meanBlockMs: 510n, schedule, params } as EpochStatus;
}

function targetOf({ beacon, beaconHeight, target }: Says): BinaryWriter {
  const isKnown = beaconHeight > 0n;
  return QueryTargetResponse.encode(
    QueryTargetResponse.fromPartial({
      ...{ sprint: { epoch: 4n, target }, params: { ...LOCAL_TEST, maxNonces: 4096 }, challengeGas: 77n, beaconHeight },
      ...(isKnown && { beacon, computeEnd: beaconHeight + 8n, challengeEnd: beaconHeight + 14n }),
    }),
  );
}

function workOf(host: string, { own, other, otherGuilty }: Says) {
  const messages = host === hosts[0] ? own : [other];
  const all = messages.flat();
  const work = { epoch: 4n, host, count: all.length, lastNonce: all.at(-1) ?? 0n, chunks: messages.length };
  const guilt = host === hosts[0] ? {} : { guiltyHeight: otherGuilty };
  const chunks = messages.map((nonces, index) => ({ ...{ epoch: 4n, host, index }, nonces: encodeNonces(nonces) }));
  return { work: { ...work, ...guilt }, chunks };
}

/** An endpoint that answers the queries of a prover. */
export function endpointOf(url: string, says: Says): Endpoint {
  const answer = (path: string, data: Uint8Array): BinaryWriter | undefined => {
    if (!says.knows) throw new EndpointError(url, 'timeout', 'does not answer');
    const isNow = (epoch: bigint) => epoch === 4n;
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
