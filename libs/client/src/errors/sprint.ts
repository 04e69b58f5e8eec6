import { SprintError as Code } from '@pacer/proto/errors';
import { type Classified, outcomesOf, placeholder } from './outcome.js';

const is = outcomesOf('sprint');

/** The same bytes again would fail again: somebody has to find out why program and chain compute different things. */
const DIFFERENT =
  'the same bytes would fail again: compare the versions of program and chain, and check that the key file is this Host’s';

/** Codes of §4. Exhaustive: a code added to errors.proto fails type checking here. */
export function classifySprint(code: Code): Classified {
  switch (code) {
    case Code.UNSPECIFIED:
    case Code.UNUSED:
    case Code.UNRECOGNIZED:
      return placeholder('sprint');
    case Code.UNAUTHORIZED:
      return is('UNAUTHORIZED', 'fix', "sign with the chain's authority");
    case Code.INVALID_PARAMS:
      return is('INVALID_PARAMS', 'fix', 'correct the parameters');
    case Code.INVALID_GENESIS:
      return is('INVALID_GENESIS', 'fix', 'correct genesis.json and run pacerd genesis validate');
    case Code.EPOCH_NOT_BEGUN:
      return is('EPOCH_NOT_BEGUN', 'retry', 'wait for the epoch to begin');
    case Code.EPOCH_OVER:
      return is('EPOCH_OVER', 'hopeless', 'nothing; the epoch is over');
    case Code.NO_SLOTS:
      return is('NO_SLOTS', 'hopeless', 'nothing; the Host holds no slot in this epoch');
    case Code.TOO_EARLY:
      return is('TOO_EARLY', 'retry', 'wait for deal_open to deal, for open_from to open');
    case Code.CLOSED:
      return is('CLOSED', 'hopeless', 'nothing; the dealings are closed and the beacon is fixed');
    case Code.ALREADY_DEALT:
      return is('ALREADY_DEALT', 'done', 'nothing; the Host has dealt');
    case Code.ALREADY_OPENED:
      return is('ALREADY_OPENED', 'done', 'nothing; the Host has opened its slots');
    case Code.TOO_MANY_ATTEMPTS:
      return is('TOO_MANY_ATTEMPTS', 'hopeless', 'nothing in this epoch; find out why its dealings were refused');
    case Code.NOT_ALONE:
      return is('NOT_ALONE', 'fix', 'put a dealing alone into a transaction of its own');
    case Code.INVALID_LENGTH:
      return is('INVALID_LENGTH', 'fix', DIFFERENT);
    case Code.INVALID_PROOF:
      return is('INVALID_PROOF', 'fix', DIFFERENT);
    case Code.INVALID_POINT:
      return is('INVALID_POINT', 'fix', DIFFERENT);
    case Code.NOT_LOW_DEGREE:
      return is('NOT_LOW_DEGREE', 'fix', DIFFERENT);
    case Code.INVALID_ENCRYPTION:
      return is('INVALID_ENCRYPTION', 'fix', DIFFERENT);
    case Code.INVALID_OPENING:
      return is('INVALID_OPENING', 'fix', DIFFERENT);
    case Code.NOT_FOUND:
      return is('NOT_FOUND', 'hopeless', 'nothing; the chain does not know it, or no longer');
    case Code.BEACON_MISMATCH:
      return is('BEACON_MISMATCH', 'fix', 'report this: no valid dealings and openings can bring it about');
  }
}
