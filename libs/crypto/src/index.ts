export { CryptoError, type CryptoErrorCode } from './error.js';
export { compare, concat, hex, u32be, u64be, unhex, utf8 } from './bytes.js';
export { H } from './tag.js';
export { Stream } from './stream.js';
export { floyd } from './floyd.js';
export { duties, dutyQuota, dutyRatio, dutySeed, type DutyRatioInput, type DutySeedInput } from './duties.js';
export { decodePublicKey, decodeSignature, type G1Point, type G2Point } from './points.js';
export {
  blsAggregatePublicKeys,
  blsAggregateSignatures,
  blsFastAggregateVerify,
  blsPublicKey,
  blsSign,
  blsVerify,
} from './bls.js';
export { provePossession, verifyPossession, type KeyOwner } from './possession.js';
export { epochSecretMessage, signEpochSecret, verifyEpochSecret, type EpochSecretInput } from './epoch-secret.js';
export { dealingPublicKey, proveDealingKey, verifyDealingKey } from './dealing-key.js';
export { consensusPublicKey, proveConsensusKey, verifyConsensusKey } from './consensus-key.js';
export { deriveChild, deriveMaster, derivePath } from './eip2333.js';
export { BLS_PATH, DEALING_PATH, hostKeys, type HostKeys } from './host-keys.js';
export { leafHash, type SumLeaf, type SumNode } from './sum-node.js';
export { SumTree } from './sum-tree.js';
export { verifySumPath, type SumProof, type SumStep } from './sum-path.js';
export { artifactLeafValue, type ArtifactLeaf } from './artifact-leaf.js';
export { requestId, type RequestFields } from './request-id.js';
export { accountAddress, signRequest, verifyRequestSignature } from './request-signature.js';
export { deadlineSpan, txDeadline, type DeadlineParams } from './deadline.js';
export { slotTable, type AddressWeight } from './slots.js';
export { emission, settlementShares } from './settlement.js';
