import { EpochError as Code } from '@pacer/proto/errors';
import { type Classified, outcomesOf, placeholder } from './outcome.js';

const is = outcomesOf('epoch');

/** Codes of §2. Exhaustive: a code added to errors.proto fails type checking here. */
export function classifyEpoch(code: Code): Classified {
  switch (code) {
    case Code.UNSPECIFIED:
    case Code.UNUSED:
    case Code.UNRECOGNIZED:
      return placeholder('epoch');
    case Code.UNAUTHORIZED:
      return is('UNAUTHORIZED', 'fix', "sign with the chain's authority");
    case Code.INVALID_PARAMS:
      return is('INVALID_PARAMS', 'fix', 'correct the parameters');
    case Code.UNKNOWN_EPOCH:
      return is('UNKNOWN_EPOCH', 'hopeless', 'ask for an epoch that has begun and is not pruned');
    case Code.FEE_TOO_LOW:
      return is('FEE_TOO_LOW', 'fix', "raise the fee to gas times the chain's minimum gas price");
    case Code.INVALID_BEACON:
      return is('INVALID_BEACON', 'hopeless', 'nothing; the beacon is known or not due');
    case Code.INVALID_GENESIS:
      return is('INVALID_GENESIS', 'fix', 'correct genesis.json and run pacerd genesis validate');
  }
}
