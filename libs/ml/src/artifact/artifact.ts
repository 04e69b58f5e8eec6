import { sha256 } from '@noble/hashes/sha2.js';
import { z } from 'zod';
import { MlError } from '../errors.js';
import type { Generation, TokenLogprob } from '../node/ml-node.js';

/** What an Executor commits so that others can re-execute (protocol §7): a generation, nothing else. */
export type Artifact = Generation;

/** Longer artifacts are refused before they are parsed. */
export const MAX_ARTIFACT_BYTES = 1_048_576;
const TOP = 5;

const id = z.int().min(0).max(0xffff_ffff);
const logprob = z.int().min(-0x8000_0000).max(0);
const canonical = z.strictObject({
  prompt: z.array(id).min(1),
  output: z.array(id).min(1),
  finish: z.enum(['stop', 'length']),
  top: z.array(z.array(z.tuple([id, logprob])).length(TOP)),
});

/**
 * The canonical bytes: UTF-8 JSON without spaces, keys in this order, whole numbers only:
 * `{"prompt":[id,…],"output":[id,…],"finish":"stop"|"length","top":[[[id,logprob],…×5],…]}`, one list in `top` per
 * output id, log-probabilities in 1/1024 nat, descending, ids ascending where they are equal.
 * @throws MlError `bad_artifact` for a value that has no canonical form
 */
export function encodeArtifact(artifact: Artifact): Uint8Array {
  const bytes = new TextEncoder().encode(canonicalJson(artifact));
  decodeArtifact(bytes);
  return bytes;
}

/**
 * Reads canonical bytes only: whatever would encode differently is refused, so one artifact has one hash.
 * @throws MlError `bad_artifact`
 */
export function decodeArtifact(bytes: Uint8Array): Artifact {
  if (bytes.length > MAX_ARTIFACT_BYTES) throw bad(`${bytes.length} bytes are above ${MAX_ARTIFACT_BYTES}`);
  const text = textOf(bytes);
  const { data, error } = canonical.safeParse(jsonOf(text));
  if (error) throw bad(z.prettifyError(error), error);
  const artifact: Artifact = {
    promptIds: data.prompt,
    outputIds: data.output,
    finishReason: data.finish,
    top: data.top.map((position) => position.map(([id, logprob]) => ({ id, logprob }))),
  };
  if (data.top.length !== data.output.length) throw bad('top has not one list per output id');
  if (!artifact.top.every(isOrdered)) throw bad('top is not ordered by logprob descending, id ascending');
  if (canonicalJson(artifact) !== text) throw bad('the JSON is not in its canonical form');
  return artifact;
}

/** SHA-256 of the canonical bytes: `artifact_hash` of the Merkle leaf (protocol §1). */
export function artifactHash(artifact: Artifact | Uint8Array): Uint8Array {
  return sha256(artifact instanceof Uint8Array ? artifact : encodeArtifact(artifact));
}

function canonicalJson({ promptIds, outputIds, finishReason, top }: Artifact): string {
  const pairs = top.map((position) => position.map(({ id, logprob }) => [id, logprob]));
  return JSON.stringify({ prompt: promptIds, output: outputIds, finish: finishReason, top: pairs });
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw bad('the bytes are no UTF-8', cause);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad('the bytes are no JSON', cause);
  }
}

/** Distinct ids; strictly ordered by (logprob descending, id ascending). */
function isOrdered(top: readonly TokenLogprob[]): boolean {
  const ordered = top.every((entry, i) => {
    const next = top[i + 1];
    return !next || entry.logprob > next.logprob || (entry.logprob === next.logprob && entry.id < next.id);
  });
  return ordered && new Set(top.map(({ id }) => id)).size === top.length;
}

function bad(what: string, cause?: unknown): MlError {
  return new MlError('bad_artifact', `not an artifact: ${what}; ask its Executor for the committed bytes`, { cause });
}
