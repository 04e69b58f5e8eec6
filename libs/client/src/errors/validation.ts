import { ValidationError } from '@pacer/proto/errors';
import { fix, hopeless, retry, moduleTable } from './outcome.js';

/** Codes of §7. Exhaustive: a code added to errors.proto fails type checking here. */
export const validationErrors = moduleTable('validation', ValidationError, {
  UNAUTHORIZED: fix("sign with the chain's authority"),
  EMPTY: hopeless('nothing; there was no result to submit'),
  TOO_MANY: fix('submit at most max_results in one message'),
  EPOCH_NOT_BEGUN: retry('wait for the epoch to begin'),
  WINDOW_CLOSED: hopeless('nothing; results of this epoch are no longer accepted'),
  INVALID_PARAMS: fix('correct the parameters'),
  INVALID_GENESIS: fix('correct genesis.json and run pacerd genesis validate'),
  WEIGHTS_TOO_LARGE: fix('correct the weights or rates of genesis.json'),
});
