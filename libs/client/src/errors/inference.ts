import { InferenceError } from '@pacer/proto/errors';
import { fix, hopeless, retry, moduleTable } from './outcome.js';

/** Codes of §6. Exhaustive: a code added to errors.proto fails type checking here. */
export const inferenceErrors = moduleTable('inference', InferenceError, {
  UNAUTHORIZED: fix("sign with the chain's authority"),
  // The retry is a new operation (§6): the same message can never succeed.
  WRONG_EPOCH: fix('commit the records under the epoch they count for now, as a new operation'),
  UNKNOWN_MODEL: hopeless('nothing; the model is not listed'),
  MODEL_NOT_SERVED: hopeless(
    'nothing for this epoch; an ML Node of the Host must list the model before an epoch starts',
  ),
  INVALID_COUNT: fix('make batches of 1 to max_batch_count records'),
  INVALID_ROOT: hopeless('nothing; a root has 32 bytes'),
  INVALID_KIND: hopeless('nothing; there is no such kind of batch'),
  TOO_EARLY: retry('wait for the height that NextSlot gives'),
  FEE_TOO_HIGH: hopeless('nothing; the records cost more than the model allows'),
  STAKE_EXCEEDED: retry('bond more stake, or wait for the next epoch'),
  LEAF_FEE_UNPAID: retry("send coins to the operator's account: leaf fees are burned from it"),
  INVALID_MODEL: fix("correct the model's fields"),
  INVALID_PARAMS: fix('correct the parameters'),
  INVALID_GENESIS: fix('correct genesis.json and run pacerd genesis validate'),
  INVALID_RANGE: fix('ask for a range that exists'),
});
