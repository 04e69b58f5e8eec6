import { SprintError } from './error.js';
import { multiplyAdds, type Shape } from './shape.js';
import { U64_MAX } from './task.js';

/**
 * The target of the next epoch (sprint-work §5): target · goal // max(found, 1), at most four times as hard or as easy,
 * within 1…2^64 − 1. u64 in, u64 out.
 * @param goal hits that the network as a whole shall find
 * @param found Σ count · 2^tier
 * @throws SprintError `out_of_range` for anything but a u64
 */
export function retarget(target: bigint, goal: bigint, found: bigint): bigint {
  for (const [name, value] of Object.entries({ target, goal, found })) {
    if (value < 0n || value > U64_MAX) throw new SprintError('out_of_range', `${name} is ${value}: pass a u64`);
  }
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
