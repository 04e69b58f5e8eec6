import { HostError } from '@pacer/proto/errors';
import { fix, hopeless, moduleTable } from './outcome.js';

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
});
