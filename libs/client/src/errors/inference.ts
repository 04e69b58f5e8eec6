import { InferenceError as Code } from '@pacer/proto/errors';
import { type Classified, outcomesOf, placeholder } from './outcome.js';

const is = outcomesOf('inference');

/** Codes of §6. Exhaustive: a code added to errors.proto fails type checking here. */
export function classifyInference(code: Code): Classified {
  switch (code) {
    case Code.UNSPECIFIED:
    case Code.UNUSED:
    case Code.UNRECOGNIZED:
      return placeholder('inference');
    case Code.UNAUTHORIZED:
      return is('UNAUTHORIZED', 'fix', "sign with the chain's authority");
    case Code.WRONG_EPOCH:
      // The retry is a new operation (§6): the same message can never succeed.
      return is('WRONG_EPOCH', 'fix', 'commit the records under the epoch they count for now, as a new operation');
    case Code.UNKNOWN_MODEL:
      return is('UNKNOWN_MODEL', 'hopeless', 'nothing; the model is not listed');
    case Code.MODEL_NOT_SERVED:
      return is(
        'MODEL_NOT_SERVED',
        'hopeless',
        'nothing for this epoch; an ML Node of the Host must list the model before an epoch starts',
      );
    case Code.INVALID_COUNT:
      return is('INVALID_COUNT', 'fix', 'make batches of 1 to max_batch_count records');
    case Code.INVALID_ROOT:
      return is('INVALID_ROOT', 'hopeless', 'nothing; a root has 32 bytes');
    case Code.INVALID_KIND:
      return is('INVALID_KIND', 'hopeless', 'nothing; there is no such kind of batch');
    case Code.TOO_EARLY:
      return is('TOO_EARLY', 'retry', 'wait for the height that NextSlot gives');
    case Code.FEE_TOO_HIGH:
      return is('FEE_TOO_HIGH', 'hopeless', 'nothing; the records cost more than the model allows');
    case Code.STAKE_EXCEEDED:
      return is('STAKE_EXCEEDED', 'retry', 'bond more stake, or wait for the next epoch');
    case Code.LEAF_FEE_UNPAID:
      return is('LEAF_FEE_UNPAID', 'retry', "send coins to the operator's account: leaf fees are burned from it");
    case Code.INVALID_MODEL:
      return is('INVALID_MODEL', 'fix', "correct the model's fields");
    case Code.INVALID_PARAMS:
      return is('INVALID_PARAMS', 'fix', 'correct the parameters');
    case Code.INVALID_GENESIS:
      return is('INVALID_GENESIS', 'fix', 'correct genesis.json and run pacerd genesis validate');
    case Code.INVALID_RANGE:
      return is('INVALID_RANGE', 'fix', 'ask for a range that exists');
  }
}
