import { SprintError } from './error.js';
import { multiplyAdds, type Shape } from './shape.js';
import { U64_MAX } from './task.js';

/** Weights of work, count · 2^tier: the sum over all Hosts of a Sprint, and the largest of one of them. u64. */
export interface Hits {
  readonly all: bigint;
  readonly largest: bigint;
}

/**
 * The target of the next epoch (sprint-work §5, ADR 13): the harder one of those that all Hosts together and the largest
 * Host ask for, each target · goal // max(found, 1), at most four times as hard or as easy, within 1…2^64 − 1. u64 in, u64 out.
 * @param goal what the network as a whole shall find, and the largest Host: half of what it may commit
 * @throws SprintError `out_of_range` for anything but a u64
 */
export function retarget(target: bigint, goal: Hits, found: Hits): bigint {
  const values = {
    target,
    'goal.all': goal.all,
    'goal.largest': goal.largest,
    'found.all': found.all,
    'found.largest': found.largest,
  };
  for (const [name, value] of Object.entries(values)) {
    if (value < 0n || value > U64_MAX) throw new SprintError('out_of_range', `${name} is ${value}: pass a u64`);
  }
  return min(towards(target, goal.all, found.all), towards(target, goal.largest, found.largest));
}

function towards(target: bigint, goal: bigint, found: bigint): bigint {
  const wanted = (target * goal) / max(found, 1n);
  return max(min(max(wanted, target / 4n), 4n * target, U64_MAX), 1n);
}

/**
 * The target that gives as many hits for the same arithmetic when the sizes change: target · next // last multiply–adds,
 * within 1…2^64 − 1.
 */
export function rescale(target: bigint, last: Shape, next: Shape): bigint {
  const scaled = (target * BigInt(multiplyAdds(next))) / BigInt(multiplyAdds(last));
  return max(min(scaled, U64_MAX), 1n);
}

function min(...values: bigint[]): bigint {
  return values.reduce((a, b) => (b < a ? b : a));
}

function max(...values: bigint[]): bigint {
  return values.reduce((a, b) => (b > a ? b : a));
}
