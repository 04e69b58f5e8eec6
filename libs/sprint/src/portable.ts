// What Node and browsers share.
export { type CheckSeedInput, checkSeed, drawnIndices } from './check.js';
export { isHit, type SprintEpoch, weightKey } from './epoch.js';
export { SprintError, type SprintErrorCode } from './error.js';
export { decodeNonces, encodeNonces } from './nonces.js';
export type { Prover, SprintReport, SprintTask } from './prover.js';
export { type Hits, rescale, retarget } from './retarget.js';
export {
  assertShape,
  CPU_NETWORK,
  LOCAL_TEST,
  multiplyAdds,
  PRODUCTION,
  type Shape,
  ShapeError,
  weightBytes,
} from './shape.js';
export { SprintDigest } from './wasm/sprint-digest.js';
