import { RewardError as Code } from '@pacer/proto/errors';
import { type Classified, outcomesOf, placeholder } from './outcome.js';

const is = outcomesOf('reward');

/** Codes of §8. Exhaustive: a code added to errors.proto fails type checking here. */
export function classifyReward(code: Code): Classified {
  switch (code) {
    case Code.UNSPECIFIED:
    case Code.UNUSED:
    case Code.UNRECOGNIZED:
      return placeholder('reward');
    case Code.UNAUTHORIZED:
      return is('UNAUTHORIZED', 'fix', "sign with the chain's authority");
    case Code.NOT_SETTLED:
      return is('NOT_SETTLED', 'retry', 'wait for the epoch to be settled, at or after its cutoff');
    case Code.ALREADY_CLAIMED:
      return is('ALREADY_CLAIMED', 'done', 'nothing; the reward has been claimed');
    case Code.WINDOW_CLOSED:
      return is('WINDOW_CLOSED', 'hopeless', 'nothing; the time to claim is over and the reward is burned');
    case Code.NOT_A_MEMBER:
      return is('NOT_A_MEMBER', 'hopeless', 'nothing; the Host has no share in this epoch');
    case Code.INVALID_SECRET:
      return is(
        'INVALID_SECRET',
        'fix',
        'use the key file with the BLS key that the chain has for this Host and epoch',
      );
    case Code.CONVICTED:
      return is('CONVICTED', 'hopeless', 'nothing; the Host lost a case about this epoch');
    case Code.DUTIES_MISSING:
      return is('DUTIES_MISSING', 'fix', 'do the missing duties, submit their results, then claim again');
    case Code.INVALID_PARAMS:
      return is('INVALID_PARAMS', 'fix', 'correct the parameters');
    case Code.INVALID_GENESIS:
      return is('INVALID_GENESIS', 'fix', 'correct genesis.json and run pacerd genesis validate');
    case Code.NOT_FOUND:
      return is('NOT_FOUND', 'hopeless', 'nothing; the chain knows nothing of this Host and epoch');
  }
}
