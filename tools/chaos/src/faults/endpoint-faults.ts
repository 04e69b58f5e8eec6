import { type RpcFault } from '@pacer/testing';

const TEN_MINUTES_MS = 600_000;

/** Every fault of an endpoint that a storm brings, in no order. */
export const endpointFaults: readonly RpcFault[] = [
  'down',
  'silent',
  'hang',
  'reset-after-send',
  'reset-broadcasts',
  'truncate',
  'html-200',
  'html-502',
  'shows-absent-tx',
  'hides-tx',
  { delayMs: 1_500 },
  { staleBy: 6 },
  { chainId: 'another-chain-1' },
  { skewMs: TEN_MINUTES_MS },
  { skewMs: -TEN_MINUTES_MS },
  { flap: { seed: 1, meanMs: 700 } },
];

/**
 * Faults that one endpoint may have, but not two of three: who asks two for every conclusion can't be protected from two that
 * tell the same lie.
 */
export function mostEndpoints(fault: RpcFault, all: number): number {
  const isLie = fault === 'shows-absent-tx' || fault === 'hides-tx' || (typeof fault === 'object' && 'skewMs' in fault);
  return isLie ? 1 : all;
}
