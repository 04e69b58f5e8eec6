import { EpochError } from '@pacer/proto/errors';
import { fix, hopeless, moduleTable } from './outcome.js';

/** Codes of §2. Exhaustive: a code added to errors.proto fails type checking here. */
export const epochErrors = moduleTable('epoch', EpochError, {
  UNAUTHORIZED: fix("sign with the chain's authority"),
  INVALID_PARAMS: fix('correct the parameters'),
  UNKNOWN_EPOCH: hopeless('ask for an epoch that has begun and is not pruned'),
  FEE_TOO_LOW: fix("raise the fee to gas times the chain's minimum gas price"),
  INVALID_BEACON: hopeless('nothing; the beacon is known or not due'),
  INVALID_GENESIS: fix('correct genesis.json and run pacerd genesis validate'),
});
