import { classify } from '@pacer/client';
import type { AccusedFacts, Choices, ReviewFacts } from './facts.js';

/** What comes next for a Host whose nonces miss the target, and why. */
export type NextChallenge =
  | { kind: 'never'; why: string }
  /** nothing before somebody acts */
  | { kind: 'stopped'; why: string; todo: string }
  | { kind: 'pending'; why: string }
  | { kind: 'at'; height: bigint; why: string }
  | { kind: 'now'; nonce: bigint; attempt: number };

/** Blocks between a challenge that a block refused and the next: each costs a fee. */
const PAUSE_BLOCKS = 2n;
/** Blocks after which an endpoint that is well shows what a challenge brought. */
const SEEN_BLOCKS = 3n;

/** What comes next for one other Host. Pure. One false nonce is enough: a second challenge begins only if the first can't succeed. */
export function nextChallenge(
  height: bigint,
  { challengeUntil }: ReviewFacts,
  { guilty, misses, challengeFrom, challenges }: AccusedFacts,
  { challenge }: Choices,
): NextChallenge {
  const open = challenges.find(({ outcome }) => !outcome);
  if (open) return { kind: 'pending', why: 'a challenge is under way' };
  if (guilty) return { kind: 'never', why: 'it was found guilty' };
  const nonce = misses[0];
  if (nonce === undefined) return { kind: 'never', why: 'every nonce that was computed again is a hit' };
  if (!challenge) {
    return {
      kind: 'stopped',
      why: `nonce ${nonce} misses the target`,
      todo: 'set challenge = true to have it challenged',
    };
  }
  if (challengeUntil > 0n && height + 1n > challengeUntil) {
    return { kind: 'never', why: `challenges ended at height ${challengeUntil}` };
  }
  const last = challenges.at(-1);
  if (!last?.outcome) {
    if (height + 1n >= challengeFrom) return { kind: 'now', nonce, attempt: 1 };
    return { kind: 'at', height: challengeFrom, why: `nonce ${nonce} misses the target; others may be first` };
  }
  const { outcome } = last;
  switch (outcome.kind) {
    case 'ok':
      if (height < outcome.height + SEEN_BLOCKS)
        return { kind: 'pending', why: 'it is on the chain; the next look shows it' };
      // The bond is lost with it: a second one would be as well.
      return { kind: 'stopped', why: `the chain found nonce ${last.nonce} to be a hit`, todo: DISAGREE };
    case 'superseded':
      return { kind: 'pending', why: 'it is on the chain; the next look shows it' };
    case 'dead':
      return { kind: 'now', nonce, attempt: challenges.filter((one) => one.nonce === nonce).length + 1 };
    case 'failed':
      break;
  }
  const { class: kind, name, what } = classify(outcome.codespace, outcome.code);
  if (kind === 'done') return { kind: 'pending', why: `${name}: the next look shows it` };
  if (kind === 'hopeless') return { kind: 'never', why: `${name} at height ${outcome.height}: ${what}` };
  const again = outcome.height + PAUSE_BLOCKS * BigInt(challenges.length);
  if (height + 1n < again)
    return { kind: 'at', height: again, why: `after ${name} at height ${outcome.height}: ${what}` };
  return { kind: 'now', nonce, attempt: challenges.filter((one) => one.nonce === nonce).length + 1 };
}

const DISAGREE = 'compare the versions of program and chain: two implementations of this one disagree with the chain';
