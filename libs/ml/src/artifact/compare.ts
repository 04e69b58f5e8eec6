import type { PositionScore, Scores, TokenLogprob } from '../node/ml-node.js';
import type { Artifact } from './artifact.js';

/** What the validator found out by itself: the prompt it tokenised, the limit it read, the scores it computed. */
export interface Recomputed {
  readonly promptIds: readonly number[];
  /** From the signed body. */
  readonly maxTokens: number;
  readonly scores: Scores;
}

/** A model's thresholds (chain state). */
export interface Tolerance {
  /** Share of differing choices allowed, in ppm; 0 for a deterministic engine. */
  readonly tokenPpm: number;
  /** Mean distance of log-probabilities allowed, in 1/1024 nat. */
  readonly threshold: number;
}

/**
 * - prompt: other prompt ids than the signed body's
 * - ids: ids that the model does not know, or a stop before the end
 * - length: output longer than asked for, or it goes on where the model stops, or stops where the model goes on
 * - finish: the finish reason does not follow from the output
 * - choices: more choices differ than token_ppm allows
 * - logprobs: the log-probabilities are further away than the threshold
 */
export type MismatchReason = 'prompt' | 'ids' | 'length' | 'finish' | 'choices' | 'logprobs';

export interface Comparison {
  readonly match: boolean;
  /** Null if it matches. */
  readonly reason: MismatchReason | null;
  /** Choices that differ; those without a recomputed score count. */
  readonly differing: number;
  /** Mean distance over all compared log-probabilities, in 1/1024 nat; for people: the decision is made in integers. */
  readonly meanDistance: number;
}

/**
 * Protocol §7: match iff prompt ids and length are equal, the share of differing choices ≤ token_ppm and the mean
 * distance ≤ threshold.
 *
 * Length: the recomputed stop must fall where the artifact's does, whatever token_ppm allows — under teacher forcing
 * that is what the length of a free run means, and a truncated output must not hide in the tolerance.
 * Distance, per position: |committed − recomputed| for each committed id, and for each recomputed top-5 id that the
 * artifact leaves out, by how much it lies above the artifact's lowest; the mean is over all these entries.
 */
export function compare(artifact: Artifact, recomputed: Recomputed, tolerance: Tolerance): Comparison {
  const { positions, stopId } = recomputed.scores;
  const { outputIds } = artifact;
  const differing = outputIds.filter((id, i) => positions[i]?.choice !== id).length;
  const distances = artifact.top.flatMap((top, i) => distancesAt(top, positions[i]));
  const sum = distances.reduce((a, b) => a + b, 0);
  const reason = mismatch();
  return {
    match: reason === null,
    reason,
    differing,
    meanDistance: distances.length === 0 ? 0 : sum / distances.length,
  };

  function mismatch(): MismatchReason | null {
    if (!equal(artifact.promptIds, recomputed.promptIds)) return 'prompt';
    if (outputIds.length > recomputed.maxTokens || positions.length !== outputIds.length) return 'length';
    const stopped = outputIds.at(-1) === stopId;
    if (artifact.finishReason !== (stopped ? 'stop' : 'length')) return 'finish';
    if (!stopped && outputIds.length < recomputed.maxTokens) return 'length';
    if (outputIds.some((id, i) => (id === stopId) !== (positions[i]?.choice === stopId))) return 'length';
    if (differing * 1_000_000 > tolerance.tokenPpm * outputIds.length) return 'choices';
    if (sum > tolerance.threshold * distances.length) return 'logprobs';
    return null;
  }
}

function distancesAt(committed: readonly TokenLogprob[], score: PositionScore | undefined): number[] {
  if (!score) return [];
  const own = new Map([...score.top, ...score.at].map(({ id, logprob }) => [id, logprob]));
  const lowest = committed.reduce((low, { logprob }) => Math.min(low, logprob), 0);
  const ids = new Set(committed.map(({ id }) => id));
  const ofCommitted = committed.map(({ id, logprob }) => Math.abs(logprob - (own.get(id) ?? Number.MIN_SAFE_INTEGER)));
  const leftOut = score.top.filter(({ id }) => !ids.has(id)).map(({ logprob }) => Math.max(0, logprob - lowest));
  return [...ofCommitted, ...leftOut];
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
