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
  const key = sprintKey(epoch);
  return [
    {
      ...{ key, kind: 'work', from: beaconHeight + 1n, end: computeEnd + 1n, operations: `${key}/` },
      state: chain.count > 0 ? 'done' : isOver ? 'lost' : 'open',
      why: failing ? `the prover is not running: ${failing.why}` : next.why,
      todo: next.kind === 'stopped' ? next.todo : (failing?.todo ?? ''),
    },
  ];
}

/**
 * What is wrong beside windows, also after the first message: that this Host was found guilty, a prover whose hits are none or that
 * does not run, messages and challenges that wait for somebody. Pure.
 */
export function conditionsOf(facts: Facts): Condition[] {
  const { height, sprint, proving, reviews, choices } = facts;
  const key = sprintKey(sprint.epoch);
  const conditions: Condition[] = reviews.flatMap(guilt);
  if (sprint.found.false > 0) {
    const said = `the prover called ${sprint.found.false} nonces hits that are none; they are not committed`;
    conditions.push({ alert: 'needs-help', key: `${key}/false`, said, todo: FALSE_HITS });
  }
  if (proving.state === 'failing' && proving.todo !== '') {
    const { why, todo } = proving;
    conditions.push({
      alert: 'needs-help',
      key: `${key}/prover`,
      said: `the prover is not running: ${why}`,
      todo,
      cause: why,
    });
  }
  const next = nextCommit(facts);
  if (next.kind === 'stopped') {
    const { why, todo } = next;
    conditions.push({
      alert: 'needs-help',
      key: `${key}/commit`,
      said: `no message is sent: ${why}`,
      todo,
      cause: why,
    });
  }
  return [...conditions, ...reviews.flatMap((review) => waiting(height, review, choices))];
}

function guilt({ epoch, guilt: found }: ReviewFacts): Condition[] {
  if (!found) return [];
  const { height, nonce } = found;
  const said = `this Host was found guilty at height ${height}: nonce ${nonce}, which it committed in epoch ${epoch}, misses the target`;
  return [{ alert: 'guilty', key: `${sprintKey(epoch)}/guilty`, said, todo: GUILTY }];
}

function waiting(height: bigint, review: ReviewFacts, choices: Facts['choices']): Condition[] {
  return review.others.flatMap((one) => {
    const next = nextChallenge(height, review, one, choices);
    if (next.kind !== 'stopped') return [];
    const key = `challenge/${review.epoch}/${one.host}`;
    return [{ alert: 'needs-help', key, said: `${key}: ${next.why}`, todo: next.todo, cause: next.why }];
  });
}

const FALSE_HITS =
  'its program, card, core or memory computes wrong: correct it, set prover = "wasm", or use another machine';
const GUILTY =
  'stop pacer-sprint-prover before the next Sprint, so that it does not happen again, and find out what committed the nonce: docs/operate.md#guilty';
