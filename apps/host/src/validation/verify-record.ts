import { addressBytes, addressText } from '@pacer/client';
import { artifactLeafValue, compare, hex, requestId, verifyRequestSignature, verifySumPath } from '@pacer/crypto';
import { type Artifact, decodeArtifact, MlError, outputText, type SignedRequest } from '@pacer/ml';
import { ArtifactLeaf, type Header } from '@pacer/proto/inference/v1';
import { ApiError } from '../chat/api-error.js';
import { type ChatRequest, readChatRequest } from '../chat/chat-request.js';
import { type ChatResponse, readChatResponse, tokensOf } from '../chat/chat-response.js';
import type { OpenedRecord } from '../records/opened-record.js';
import { sha256 } from '../sha256.js';

/** What a validator knows about a record from the chain alone. */
export interface Commitment {
  readonly chainId: string;
  readonly epoch: bigint;
  readonly header: Pick<Header, 'id' | 'host' | 'root' | 'count' | 'totalTokens' | 'totalFee'>;
  /** Model of the batch. */
  readonly model: string;
  readonly index: number;
}

/**
 * What the owner sent is not what it committed, so the record is not available. Any proxy on the way could have made these, so
 * nobody is accused:
 * - other-place: it names another epoch, batch or index
 * - path: leaf and path do not lead to the root on chain
 * - body-hash, response-hash, artifact-hash: other bytes than the leaf has the hash of
 */
export type UnavailableReason = 'other-place' | 'path' | 'body-hash' | 'response-hash' | 'artifact-hash';

/**
 * What the owner itself committed under the root on chain contradicts itself:
 * - leaf: its value is no canonical ArtifactLeaf with all fields
 * - body: it is no request that a Host may run
 * - model: it asks for another model than the batch's
 * - response: it is no answer in the shape of the API
 * - request-id: the leaf's key is not the hash of chain, epoch, requester, Transfer Agent, body and the rest
 * - future: the request is of a later epoch than the batch
 * - agent: Transfer Agent or Executor is not the owner
 * - signature: it is not the requester's over the request id
 * - artifact: its bytes are no canonical artifact
 * - text: the answer's text or finish reason is not the artifact's output
 * - tokens: the leaf or the answer counts other tokens than the artifact has
 * - fee: there are no fees before there are Transfer Agents
 */
export type ContradictionReason =
  | 'leaf'
  | 'body'
  | 'model'
  | 'response'
  | 'request-id'
  | 'future'
  | 'agent'
  | 'signature'
  | 'artifact'
  | 'text'
  | 'tokens'
  | 'fee';

/** What a record is worth before it is re-executed. */
export type Verified =
  | { readonly kind: 'sound'; readonly request: SignedRequest; readonly artifact: Artifact }
  | { readonly kind: 'unavailable'; readonly reason: UnavailableReason }
  | { readonly kind: 'contradiction'; readonly reason: ContradictionReason };

/**
 * Checks a record against its commitment on chain (§6, §7), first that it is what was committed, then that what was committed is
 * consistent. The request comes out tokenised by us, from the signed body; the artifact has no part in it.
 */
export function verifyRecord(record: OpenedRecord, commitment: Commitment): Verified {
  const { header, index, epoch } = commitment;
  const { leaf } = record;
  if (record.epoch !== epoch || record.batch !== header.id || record.index !== index) return unavailable('other-place');
  const { root, count, totalTokens, totalFee } = header;
  if (!verifySumPath({ root, count, totalTokens, totalFee, index, leaf, path: [...record.path] }))
    return unavailable('path');
  const fields = readLeaf(leaf.value);
  if (!fields) return contradiction('leaf');
  if (compare(sha256(record.body), fields.sha256Body) !== 0) return unavailable('body-hash');
  if (compare(sha256(record.response), fields.sha256Response) !== 0) return unavailable('response-hash');
  if (compare(sha256(record.artifact), fields.artifactHash) !== 0) return unavailable('artifact-hash');
  return consistent(record, fields, commitment);
}

function consistent(
  { leaf, body, response, artifact: bytes }: OpenedRecord,
  fields: ArtifactLeaf,
  commitment: Commitment,
): Verified {
  const { chainId, header, model, epoch } = commitment;
  const chat = readBody(body);
  if (!chat) return contradiction('body');
  if (chat.model !== model) return contradiction('model');
  const answer = readChatResponse(response);
  if (answer?.model !== model) return contradiction('response');
  const { pacer } = answer;
  if (pacer.epoch > epoch) return contradiction('future');
  // There are no Transfer Agents yet: the owner is its own, and its own Executor.
  if (pacer.ta !== header.host || pacer.executor !== header.host) return contradiction('agent');
  const id = requestId({
    ...{ chainId, epoch: pacer.epoch, requester: fields.requester, ta: addressBytes(header.host) },
    ...{ sha256Body: fields.sha256Body, timestampMs: pacer.timestamp_ms, maxFee: pacer.max_fee },
    ...{ commission: pacer.commission, nonce: pacer.nonce },
  });
  if (compare(id, leaf.key) !== 0 || !namesRequest(answer, id, fields.requester)) return contradiction('request-id');
  const { requester, signature } = fields;
  if (!verifyRequestSignature({ requestId: id, requester, signature })) return contradiction('signature');
  const artifact = readArtifact(bytes);
  if (!artifact) return contradiction('artifact');
  if (!saysOutput(answer, artifact)) return contradiction('text');
  if (leaf.tokens !== BigInt(tokensOf(artifact).total) || !countsTokens(answer, artifact))
    return contradiction('tokens');
  if (leaf.fee !== 0n) return contradiction('fee');
  const { promptIds, maxTokens, temperature } = chat;
  return { kind: 'sound', request: { chainId, requestId: id, model, promptIds, maxTokens, temperature }, artifact };
}

/** The leaf's fields, if its value is what `artifactLeafValue` makes of them, none left out. */
function readLeaf(value: Uint8Array): ArtifactLeaf | undefined {
  try {
    const fields = ArtifactLeaf.decode(value);
    const { sha256Body, sha256Response, artifactHash, requester, signature } = fields;
    const isWhole = [sha256Body, sha256Response, artifactHash, requester, signature].every(({ length }) => length > 0);
    return isWhole && compare(artifactLeafValue(fields), value) === 0 ? fields : undefined;
  } catch {
    return undefined; // no protobuf, or a field of a wrong length
  }
}

function readBody(body: Uint8Array): ChatRequest | undefined {
  try {
    return readChatRequest(body);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

function readArtifact(bytes: Uint8Array): Artifact | undefined {
  try {
    return decodeArtifact(bytes);
  } catch (error) {
    if (error instanceof MlError) return undefined;
    throw error;
  }
}

/** Whether the answer tells its reader the same request as the leaf. */
function namesRequest({ id, pacer }: ChatResponse, requestId: Uint8Array, requester: Uint8Array): boolean {
  const text = hex(requestId);
  return pacer.request_id === text && id === `chatcmpl-${text}` && pacer.requester === addressText(requester);
}

function saysOutput({ choices: [choice] }: ChatResponse, { outputIds, finishReason }: Artifact): boolean {
  return choice.message.content === outputText(outputIds) && choice.finish_reason === finishReason;
}

function countsTokens({ usage }: ChatResponse, artifact: Artifact): boolean {
  const { prompt, output, total } = tokensOf(artifact);
  return usage.prompt_tokens === prompt && usage.completion_tokens === output && usage.total_tokens === total;
}

function unavailable(reason: UnavailableReason): Verified {
  return { kind: 'unavailable', reason };
}

function contradiction(reason: ContradictionReason): Verified {
  return { kind: 'contradiction', reason };
}
