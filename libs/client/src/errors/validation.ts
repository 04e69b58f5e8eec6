import { ValidationError as Code } from '@pacer/proto/errors';
import { type Classified, outcomesOf, placeholder } from './outcome.js';

const is = outcomesOf('validation');

/** Codes of §7. Exhaustive: a code added to errors.proto fails type checking here. */
export function classifyValidation(code: Code): Classified {
  switch (code) {
    case Code.UNSPECIFIED:
    case Code.UNUSED:
    case Code.UNRECOGNIZED:
      return placeholder('validation');
    case Code.UNAUTHORIZED:
      return is('UNAUTHORIZED', 'fix', "sign with the chain's authority");
    case Code.EMPTY:
      return is('EMPTY', 'hopeless', 'nothing; there was no result to submit');
    case Code.TOO_MANY:
      return is('TOO_MANY', 'fix', 'submit at most max_results in one message');
    case Code.EPOCH_NOT_BEGUN:
      return is('EPOCH_NOT_BEGUN', 'retry', 'wait for the epoch to begin');
    case Code.WINDOW_CLOSED:
      return is('WINDOW_CLOSED', 'hopeless', 'nothing; results of this epoch are no longer accepted');
    case Code.INVALID_PARAMS:
      return is('INVALID_PARAMS', 'fix', 'correct the parameters');
    case Code.INVALID_GENESIS:
      return is('INVALID_GENESIS', 'fix', 'correct genesis.json and run pacerd genesis validate');
    case Code.WEIGHTS_TOO_LARGE:
      return is('WEIGHTS_TOO_LARGE', 'fix', 'correct the weights or rates of genesis.json');
  }
}
