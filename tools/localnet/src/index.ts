export { type BeaconOutcome, readBeacon } from './beacon-outcome.js';
export { ChainAudit, type SeenMessage, type SeenTx } from './chain-audit.js';
export { epochEnd, stretchText } from './epoch-end.js';
export { type EpochOutcome, readEpochOutcome } from './epoch-outcome.js';
export { beaconText } from './epoch-text.js';
export {
  HostPrograms,
  programNames,
  servingPrograms,
  type HostProgramsOptions,
  type ProgramName,
} from './host-programs.js';
export { hostProgramsOf } from './host-programs-of.js';
