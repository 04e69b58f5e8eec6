import { classify } from '@pacer/client';
import type { AttemptFacts } from './facts.js';
import type { Remedy } from './refusals.js';

/** What follows from the latest attempt at an operation. */
export type Next =
  /** another attempt may begin */
  | { kind: 'go'; attempt: number }
  /** not yet, or not before somebody acts */
  | { kind: 'wait' }
  /** refused for good as it is */
  | { kind: 'refused'; remedy: Exclude<Remedy, 'again'>; name: string; what: string };

/** Pauses after a refusal, doubled by each attempt: what heals by itself is tried soon, what somebody must fix is not burned for. */
const RETRY_MS = { first: 1_000, longest: 60_000 };
const FIX_MS = { first: 30_000, longest: 1_800_000 };

/**
 * Decides about the next attempt at an operation whose effect the chain does not show.
 * @param remedyOf what to do about a code of the chain
 */
export function nextAttempt(
  latest: AttemptFacts | undefined,
  nowMs: number,
  remedyOf: (codespace: string, code: number) => Remedy,
): Next {
  if (latest === undefined) return { kind: 'go', attempt: 1 };
  const { outcome } = latest;
  if (latest.state !== 'final' || outcome === undefined) return { kind: 'wait' };
  const attempt = latest.attempt + 1;
  switch (outcome.kind) {
    case 'ok':
    case 'superseded':
      return { kind: 'wait' };
    case 'dead':
      return { kind: 'go', attempt };
    case 'failed': {
      const { class: outcomeClass, name, what } = classify(outcome.codespace, outcome.code);
      const remedy = remedyOf(outcome.codespace, outcome.code);
      if (remedy !== 'again') return { kind: 'refused', remedy, name, what };
      const pause = pauseMs(outcomeClass === 'retry' ? RETRY_MS : FIX_MS, latest.attempt);
      return nowMs >= (latest.finalMs ?? 0) + pause ? { kind: 'go', attempt } : { kind: 'wait' };
    }
  }
}

function pauseMs({ first, longest }: { first: number; longest: number }, attempt: number): number {
  return Math.min(first * 2 ** Math.min(attempt - 1, 20), longest);
}
