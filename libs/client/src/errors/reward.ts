import { RewardError } from '@pacer/proto/errors';
import { done, fix, hopeless, retry, moduleTable } from './outcome.js';

/** Codes of §8. Exhaustive: a code added to errors.proto fails type checking here. */
export const rewardErrors = moduleTable('reward', RewardError, {
  UNAUTHORIZED: fix("sign with the chain's authority"),
  NOT_SETTLED: retry('wait for the epoch to be settled, at or after its cutoff'),
  ALREADY_CLAIMED: done('nothing; the reward has been claimed'),
  WINDOW_CLOSED: hopeless('nothing; the time to claim is over and the reward is burned'),
  NOT_A_MEMBER: hopeless('nothing; the Host has no share in this epoch'),
  INVALID_SECRET: fix('use the key file with the BLS key that the chain has for this Host and epoch'),
  CONVICTED: hopeless('nothing; the Host lost a case about this epoch'),
  DUTIES_MISSING: fix('do the missing duties, submit their results, then claim again'),
  INVALID_PARAMS: fix('correct the parameters'),
  INVALID_GENESIS: fix('correct genesis.json and run pacerd genesis validate'),
  NOT_FOUND: hopeless('nothing; the chain knows nothing of this Host and epoch'),
});
