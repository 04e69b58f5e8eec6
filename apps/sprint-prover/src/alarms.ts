import type { Condition, WatchedWindow } from '@pacer/agent';
import type { Facts, ReviewFacts } from './facts.js';
import { sprintKey } from './keys.js';
import { nextChallenge } from './next-challenge.js';
import { nextCommit } from './next-commit.js';

/** Sorts of windows that a prover watches. */
export const WINDOWS: readonly string[] = ['work'];

/** The Sprint of the current epoch, as a window that passes. It is done with the first message: what follows adds to it. Pure. */
export function windowsOf(facts: Facts): WatchedWindow[] {
  const { height, proving, sprint } = facts;
  const { beaconHeight, computeEnd, chain, eligible, epoch } = sprint;
  if (!eligible || beaconHeight === 0n) return [];
  const next = nextCommit(facts);
  const isOver = height + 1n > computeEnd && next.kind !== 'pending';
  const failing = proving.state === 'failing' ? proving : undefined;
  const waits = next.kind === 'stopped' || (failing !== undefined && failing.todo !== '');
  return [
    {
      ...{ key: sprintKey(epoch), kind: 'work', from: beaconHeight + 1n, end: computeEnd + 1n },
      state: chain.count > 0 ? 'done' : isOver ? 'lost' : 'open',
      why: failing ? `the prover is not running: ${failing.why}` : next.why,
      todo: next.kind === 'stopped' ? next.todo : (failing?.todo ?? ''),
      waitsForHelp: waits && !isOver,
    },
  ];
}

/** What is wrong beside windows: a prover whose hits are none, or that does not start before the window, and challenges that wait. Pure. */
export function conditionsOf({ height, sprint, proving, reviews, choices }: Facts): Condition[] {
  const conditions: Condition[] = [];
  const key = sprintKey(sprint.epoch);
  if (sprint.found.false > 0) {
    const said = `the prover called ${sprint.found.false} nonces hits that are none; they are not committed`;
    conditions.push({ alert: 'needs-help', key: `${key}/false`, said, todo: FALSE_HITS });
  }
  if (proving.state === 'failing' && proving.epoch === undefined) {
    const said = `the prover does not start: ${proving.why}`;
    conditions.push({ alert: 'needs-help', key: `${key}/prover`, said, todo: proving.todo, cause: proving.why });
  }
  return [...conditions, ...reviews.flatMap((review) => waiting(height, review, choices))];
}

function waiting(height: bigint, review: ReviewFacts, choices: Facts['choices']): Condition[] {
  return review.others.flatMap((one) => {
    const next = nextChallenge(height, review, one, choices);
    if (next.kind !== 'stopped') return [];
    const key = `challenge/${review.epoch}/${one.host}`;
    return [{ alert: 'needs-help', key, said: `${key}: ${next.why}`, todo: next.todo, cause: next.why }];
  });
}

const FALSE_HITS = 'its program or its card computes wrong: correct it, or set prover = "wasm"';
