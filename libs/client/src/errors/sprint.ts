import { SprintError } from '@pacer/proto/errors';
import { done, fix, hopeless, retry, moduleTable } from './outcome.js';

/** The same bytes again would fail again: somebody has to find out why program and chain compute different things. */
const DIFFERENT =
  'the same bytes would fail again: compare the versions of program and chain, and check that the key file is this Host’s';

/** Codes of §4 and §5. Exhaustive: a code added to errors.proto fails type checking here. */
export const sprintErrors = moduleTable('sprint', SprintError, {
  UNAUTHORIZED: fix("sign with the chain's authority"),
  INVALID_PARAMS: fix('correct the parameters'),
  INVALID_GENESIS: fix('correct genesis.json and run pacerd genesis validate'),
  EPOCH_NOT_BEGUN: retry('wait for the epoch to begin'),
  EPOCH_OVER: hopeless('nothing; the epoch is over'),
  NO_SLOTS: hopeless('nothing; the Host holds no slot in this epoch'),
  TOO_EARLY: retry('wait for deal_open to deal, for open_from to open'),
  CLOSED: hopeless('nothing; the dealings are closed and the beacon is fixed'),
  ALREADY_DEALT: done('nothing; the Host has dealt'),
  ALREADY_OPENED: done('nothing; the Host has opened its slots'),
  TOO_MANY_ATTEMPTS: hopeless('nothing in this epoch; find out why its dealings were refused'),
  NOT_ALONE: fix('put a dealing, or a challenge, alone into a transaction of its own'),
  INVALID_LENGTH: fix(DIFFERENT),
  INVALID_PROOF: fix(DIFFERENT),
  INVALID_POINT: fix(DIFFERENT),
  NOT_LOW_DEGREE: fix(DIFFERENT),
  INVALID_ENCRYPTION: fix(DIFFERENT),
  INVALID_OPENING: fix(DIFFERENT),
  NOT_FOUND: hopeless('nothing; the chain does not know it, or no longer'),
  BEACON_MISMATCH: fix('report this: no valid dealings and openings can bring it about'),
  NOT_ELIGIBLE: hopeless(
    'nothing in this Sprint; its keys are used from the epoch after the next on, or it has retired',
  ),
  SPRINT_NOT_BEGUN: retry('wait for the beacon of the next epoch'),
  SPRINT_OVER: hopeless('nothing; the time for it in this Sprint is over'),
  INVALID_NONCES: fix(DIFFERENT),
  NOT_ABOVE: retry('commit what is above the last nonce that the chain has'),
  TOO_MANY_NONCES: retry('commit no more nonces than the chain takes of a Host'),
  INVALID_TIER: fix(DIFFERENT),
  NOT_COMMITTED: hopeless('nothing; the accused has not committed this nonce'),
  ALREADY_GUILTY: done('nothing; the accused has been found guilty of this Sprint'),
  TOO_MANY_CHALLENGES: hopeless('nothing in this Sprint; find out why its challenges were lost'),
  BOND_MISSING: fix("send the bond to the operator's account, or challenge nothing"),
  OWN_WORK: hopeless('nothing; a Host does not challenge its own work'),
  TOO_MANY_PENDING: retry('nothing; the same bytes are sent again, and may be taken after the next block'),
  INVALID_GAS: fix('compare the versions of program and chain: the limit follows from the gas table and challenge_gas'),
  INVALID_DEADLINE: retry('sign a challenge unordered, with a deadline that is some blocks ahead'),
});
