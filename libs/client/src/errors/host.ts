import { HostError } from '@pacer/proto/errors';
import { done, fix, hopeless, moduleTable, retry } from './outcome.js';

/** Codes of §3. Exhaustive: a code added to errors.proto fails type checking here. */
export const hostErrors = moduleTable('host', HostError, {
  UNAUTHORIZED: fix('use the key file whose hot key stands with this Host, or have its operator set this one'),
  UNKNOWN_HOST: fix('correct host in the settings: no Host has this address'),
  NOT_A_MEMBER: hopeless('nothing; the Host was no member of this epoch'),
  INVALID_KEY: fix('make the keys again with pacerd host init'),
  INVALID_PROOF: fix('make the proofs again for this chain and Host'),
  DUPLICATE_KEY: fix('make keys that no Host has ever had'),
  INVALID_ADDRESS: fix('correct the address; it begins with pacer1'),
  INVALID_URL: fix("correct the API's URL"),
  INVALID_ML_NODES: fix('correct the list of ML Nodes'),
  INVALID_PARAMS: fix('correct the parameters'),
  INVALID_GENESIS: fix('correct genesis.json and run pacerd genesis validate'),
  INVALID_HOT_KEY: fix("choose a hot key that is neither the operator's nor another Host's"),
  ALREADY_REGISTERED: hopeless('nothing; the address is, or was, a Host’s: another operator can register'),
  TOO_MANY_HOSTS: retry('bond at least what the message says, or wait for the epoch that it names'),
  STAKE_TOO_SMALL: fix('bond or keep at least min_stake; retire to take all of it'),
  RETIRED: hopeless('nothing; the Host has retired'),
  INVALID_AMOUNT: fix('correct the amount: positive, and no more than is bonded'),
  INSUFFICIENT_FUNDS: fix("top up the operator's account"),
  TOO_MANY_UNBONDINGS: retry('wait until an unbonding is paid'),
  ROTATION_PENDING: retry('wait for the next epoch: keys are replaced once in an epoch'),
  ALREADY_SLASHED: done('nothing; the Host has been slashed for this'),
});
