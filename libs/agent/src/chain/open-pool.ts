import { EndpointPool } from '@pacer/client';

/** Which chain, and where it is asked. */
export interface PoolSettings {
  /** RPC URLs of nodes */
  rpc: readonly string[];
  chainId: string;
}

/**
 * Opens the endpoints of a Host's settings. Every call ends after three seconds: an endpoint that accepts a connection and
 * never answers must not cost a claim its window, and a node that is well answers in milliseconds.
 */
export function openPool({ rpc, chainId }: PoolSettings): EndpointPool {
  return new EndpointPool({ urls: rpc, chainId, timeoutMs: 3_000, probeEveryMs: 1_000 });
}
