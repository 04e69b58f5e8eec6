import { EndpointError } from '../errors/pacer-error.js';
import { type NodeStatus } from '../rpc/endpoint.js';

/** Bounds beyond which an endpoint is not used. */
export interface HealthLimits {
  chainId: string;
  /** Most blocks behind the highest endpoint. */
  maxLagBlocks: bigint;
  /** Most milliseconds that the latest header may be older than the freshest. */
  maxLagMs: number;
  /** Nothing may be read from below it: what was read once must not become unseen. */
  minHeight: bigint;
  /** By URL: endpoints that were caught saying what is not so. Nobody is compared with them. */
  untrue?: ReadonlyMap<string, EndpointError>;
}

/** What the last probe of an endpoint gave. */
export interface Probe {
  url: string;
  /** Undefined if it did not answer. */
  status?: NodeStatus;
  /** Why it did not. */
  error?: unknown;
}

/** A probe and the verdict on it: with a fault the endpoint is not used until a later probe finds none. */
export interface Health extends Probe {
  fault?: EndpointError;
}

/**
 * Rates all endpoints together, because what is stale shows only in comparison: a halted chain makes none stale. Pure.
 */
export function rate(probes: readonly Probe[], limits: HealthLimits): Health[] {
  const onChain = probes.flatMap(({ url, status }) =>
    status?.chainId === limits.chainId && !limits.untrue?.has(url) ? [status] : [],
  );
  const highest = onChain.reduce((most, { height }) => (height > most ? height : most), 0n);
  const freshest = onChain.reduce((most, { timeNs }) => (timeNs > most ? timeNs : most), 0n);
  return probes.map((probe) => {
    const fault = faultOf(probe, limits, highest, freshest);
    return fault === undefined ? probe : { ...probe, fault };
  });
}

function faultOf(probe: Probe, limits: HealthLimits, highest: bigint, freshest: bigint): EndpointError | undefined {
  const { url, status, error } = probe;
  if (status === undefined) {
    return error instanceof EndpointError ? error : new EndpointError(url, 'unreachable', 'no status', error);
  }
  if (status.chainId !== limits.chainId) {
    return new EndpointError(url, 'wrong-chain', `follows ${status.chainId}, not ${limits.chainId}`);
  }
  const untrue = limits.untrue?.get(url);
  if (untrue !== undefined) return untrue;
  if (status.height < limits.minHeight) {
    return new EndpointError(url, 'stale', `is at ${status.height}, ${limits.minHeight} was read already`);
  }
  if (highest - status.height > limits.maxLagBlocks) {
    return new EndpointError(url, 'stale', `is at ${status.height}, the highest at ${highest}`);
  }
  const lagMs = (freshest - status.timeNs) / 1_000_000n;
  if (lagMs > BigInt(limits.maxLagMs)) {
    return new EndpointError(url, 'stale', `its latest header is ${lagMs} ms older than the freshest`);
  }
  return undefined;
}
