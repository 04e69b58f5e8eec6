export { PvssError, type PvssErrorCode } from './error.js';
export {
  pvssRound,
  pvssTableHash,
  type PvssHolder,
  type PvssRound,
  type PvssRoundInput,
  type PvssRun,
  type PvssTableInput,
} from './round.js';
export { deal } from './deal.js';
export { dealingBytes } from './layout.js';
export { verifyDealing } from './verify-dealing.js';
export { addDealings, sumsOf, type PvssSums } from './sums.js';
export { open, verifyOpening } from './opening.js';
export { reconstruct, type PvssBeacon, type PvssShare } from './beacon.js';
