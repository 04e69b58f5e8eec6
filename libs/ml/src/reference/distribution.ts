import { SOFTMAX_TABLE } from '@pacer/sprint/reference';
import type { TokenLogprob } from '../node/ml-node.js';

/** Logits per step of the softmax table, as a shift. Measured: see the README. */
export const LOGIT_SHIFT = 11;
export const TOP = 5;

/** Integer weights p_k = T[min((max − logit_k) >> 11, 127)], 1…127 each, and their sum. */
export interface Distribution {
  readonly weights: Int32Array;
  readonly total: number;
}

export function distributionOf(logits: Int32Array, shift: number = LOGIT_SHIFT): Distribution {
  const max = logits.reduce((a, b) => Math.max(a, b));
  const weights = logits.map((logit) => SOFTMAX_TABLE[Math.min((max - logit) >> shift, 127)] ?? 1);
  return { weights, total: weights.reduce((a, b) => a + b) };
}

/** round(1024 · ln(p / Σp)), in 1/1024 nat. Math.log may differ in its last bit: validation allows a distance of 1. */
export function logprobOf({ weights, total }: Distribution, id: number): TokenLogprob {
  return { id, logprob: Math.min(0, Math.round(1024 * Math.log((weights[id] ?? 1) / total))) };
}

/** The five likeliest ids: p descending, id ascending. */
export function topOf(distribution: Distribution): TokenLogprob[] {
  const { weights } = distribution;
  const ids = Array.from(weights.keys()).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  return ids.slice(0, TOP).map((id) => logprobOf(distribution, id));
}
