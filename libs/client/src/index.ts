/**
 * Typed queries, unordered transactions, an endpoint pool and typed errors for a Pacer chain, in Node and in browsers.
 * @packageDocumentation
 */
export { classify, isKnownCode, type Classified, type OutcomeClass } from './errors/classify.js';
export {
  EndpointError,
  type EndpointFault,
  NoEndpointError,
  PacerError,
  type PacerErrorOptions,
  QueryError,
  RpcError,
  TxBuildError,
  TxFailed,
} from './errors/pacer-error.js';
export { type JsonRpcOptions, type JsonRpcRequest, type JsonRpcSuccess, JsonRpcTransport } from './rpc/json-rpc.js';
export {
  type Block,
  type BroadcastAnswer,
  Endpoint,
  type IncludedTx,
  type NodeStatus,
  txHash,
  type TxResult,
} from './rpc/endpoint.js';
export { askAll, askAllPatiently, type Patience, type Question, type Testimony, verdictOf } from './pool/testimony.js';
export { EndpointPool, type EndpointPoolOptions, type Snapshot } from './pool/endpoint-pool.js';
export { type Health, type HealthLimits, type Probe, rate } from './pool/health.js';
export { type CursorStore, HeightFollower, type HeightFollowerOptions } from './pool/height-follower.js';
export { listenForBlocks, type WakeUpChange, type WakeUpOptions } from './pool/wake-up.js';
export { type WebSocketLike } from './pool/wake-up-connection.js';
export { type AbciAnswer, type AbciQuerier } from './queries/abci.js';
export { type EpochExtension, type EpochStatus, type ParamsOf, setupEpochExtension } from './queries/epoch.js';
export {
  type Host,
  type HostExtension,
  type Member,
  setupHostExtension,
  type Slash,
  type Standing,
  type Unbonding,
} from './queries/host.js';
export {
  type Beacon,
  type DealStatus,
  type HostWork,
  type MyShares,
  setupSprintExtension,
  type SprintExtension,
  type Target,
} from './queries/sprint.js';
export { type InferenceExtension, type NextSlot, setupInferenceExtension } from './queries/inference.js';
export { setupValidationExtension, type ValidationExtension } from './queries/validation.js';
export {
  type ClaimCost,
  type Reward,
  type RewardExtension,
  setupRewardExtension,
  type Totals,
} from './queries/reward.js';
export { type Account, type CosmosExtension, type FeeAllowance, setupCosmosExtension } from './queries/cosmos.js';
export { type PacerQuery, pacerQuery } from './queries/pacer-query.js';
export { ADDRESS_PREFIX, addressBytes, addressOf, addressText } from './tx/address.js';
export { secp256k1Signer, type TxSigner } from './tx/secp256k1-signer.js';
export { type DirectTxInput, type EncodedMessage, type SignedTx } from './tx/direct-tx.js';
export { type ReadTx, readTx } from './tx/read-tx.js';
export { orderedTx, type OrderedTxInput } from './tx/ordered-tx.js';
export { unorderedTx, type UnorderedTxInput } from './tx/unordered-tx.js';
export { attoOf, type Fee, feeFor, gasFor, type GasOfBatches } from './tx/gas.js';
export { nanosOf, timestampOf, timeOf } from './time.js';
export {
  drawDuties,
  type Duty,
  DUTY_KIND,
  type DutyFacts,
  missingDuties,
  readDutyFacts,
} from './duties/assigned-duties.js';
export { includedIn, messageResponses, provenIn } from './tx/responses.js';
export { signTx, type SignTxOptions } from './tx/sign-tx.js';
