export { isMlErrorCode, MlError, type MlErrorCode, type MlErrorOptions } from './errors.js';
export type {
  CallOptions,
  FinishReason,
  GenerateRequest,
  Generation,
  MlNode,
  PositionScore,
  Sampling,
  ScoreRequest,
  Scores,
  TokenLogprob,
} from './node/ml-node.js';
export { EmbeddedMlNode, type EmbeddedMlNodeOptions } from './node/embedded-ml-node.js';
export { HttpMlNode, type HttpMlNodeOptions } from './node/http-ml-node.js';
export { createRefEngineServer } from './server/ref-engine-server.js';
export {
  type Artifact,
  artifactHash,
  decodeArtifact,
  encodeArtifact,
  MAX_ARTIFACT_BYTES,
} from './artifact/artifact.js';
export { compare, type Comparison, type MismatchReason, type Recomputed, type Tolerance } from './artifact/compare.js';
export { reExecute, type SignedRequest } from './artifact/re-execute.js';
export { type ChatMessage, chatPromptIds, type ChatRole, outputText } from './reference/chat-template.js';
export { MAX_AT, MAX_PROMPT_IDS, MAX_TOKENS } from './reference/engine.js';
export { CONTEXT, STOP, VOCABULARY } from './reference/vocabulary.js';
export { type Distribution, distributionOf, LOGIT_SHIFT, logprobOf, topOf } from './reference/distribution.js';
export { ReferenceModel } from './reference/logits.js';
export { choose } from './reference/sampler.js';
