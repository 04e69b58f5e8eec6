import { EndpointError } from '../errors/pacer-error.js';

/** An answer of the application. */
export interface AbciAnswer {
  readonly value: Uint8Array;
  /** Height of the state it was read from. */
  readonly height: number;
}

/** What query extensions need; cosmjs' `QueryClient` and our `Endpoint` both are one. */
export interface AbciQuerier {
  queryAbci(path: string, request: Uint8Array, desiredHeight?: number): Promise<AbciAnswer>;
}

/** What the generated query clients call. */
export interface ProtobufRpc {
  request(service: string, method: string, data: Uint8Array): Promise<Uint8Array>;
}

/** Heights are bigint like every 64-bit integer of the protos; CometBFT's JSON takes numbers. */
export type Height = bigint | undefined;

/** The generated clients' port over ABCI queries at a height; undefined means the node's latest. */
export function rpcAt(base: AbciQuerier, height: Height): ProtobufRpc {
  const desired = height === undefined ? undefined : Number(height);
  return {
    async request(service, method, data) {
      return (await base.queryAbci(`/${service}/${method}`, data, desired)).value;
    },
  };
}

/** The same querier with every query at one height unless it names another. */
export function pinned(base: AbciQuerier, height: bigint): AbciQuerier {
  return {
    queryAbci: (path, request, desiredHeight) => base.queryAbci(path, request, desiredHeight ?? Number(height)),
  };
}

/** A field that the chain always writes; absent, the answer is not one of this chain. */
export function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new EndpointError('query', 'malformed', `the answer has no ${name}`);
  return value;
}

/** A `math.Int` of the chain, which travels as a decimal text; empty is 0. */
export function intOf(text: string): bigint {
  if (!/^-?\d*$/.test(text)) throw new EndpointError('query', 'malformed', `${text.slice(0, 30)} is not an integer`);
  return BigInt(text === '' ? '0' : text);
}
