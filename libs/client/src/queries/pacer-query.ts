import { type AbciQuerier, pinned } from './abci.js';
import { type CosmosExtension, setupCosmosExtension } from './cosmos.js';
import { type EpochExtension, setupEpochExtension } from './epoch.js';
import { type HostExtension, setupHostExtension } from './host.js';
import { type InferenceExtension, setupInferenceExtension } from './inference.js';
import { type RewardExtension, setupRewardExtension } from './reward.js';
import { setupSprintExtension, type SprintExtension } from './sprint.js';
import { setupValidationExtension, type ValidationExtension } from './validation.js';

/** All queries of a Pacer chain. */
export type PacerQuery = EpochExtension &
  HostExtension &
  SprintExtension &
  InferenceExtension &
  ValidationExtension &
  RewardExtension &
  CosmosExtension;

/**
 * All queries over one querier.
 * @param base an `Endpoint`, or cosmjs' `QueryClient`
 * @param height of every query that names no other; undefined means the node's latest, which differs from call to call
 */
export function pacerQuery(base: AbciQuerier, height?: bigint): PacerQuery {
  const at = height === undefined ? base : pinned(base, height);
  return {
    ...setupEpochExtension(at),
    ...setupHostExtension(at),
    ...setupSprintExtension(at),
    ...setupInferenceExtension(at),
    ...setupValidationExtension(at),
    ...setupRewardExtension(at),
    ...setupCosmosExtension(at),
  };
}
