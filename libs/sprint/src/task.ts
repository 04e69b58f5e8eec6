import { utf8 } from '@pacer/crypto';
import { SprintError } from './error.js';
import type { SprintTask } from './prover.js';
import { assertShape } from './shape.js';

export const U64_MAX = 2n ** 64n - 1n;
export const BEACON_BYTES = 32;
export const HOST_BYTES = 20;

/** @throws SprintError `invalid_task` naming what is wrong; ShapeError */
export function assertTask(task: SprintTask): void {
  const { chainId, epoch, beacon, host, shape, target, first, last = U64_MAX } = task;
  assertShape(shape);
  try {
    utf8(chainId);
  } catch (cause) {
    throw new SprintError('invalid_task', 'the chain id has a lone surrogate: give well-formed text', { cause });
  }
  within('epoch', epoch, 0n);
  within('target', target, 1n);
  within('first', first, 0n);
  within('last', last, first);
  ofLength('beacon', beacon, BEACON_BYTES);
  ofLength('host', host, HOST_BYTES);
}

/** @throws SprintError `invalid_task` */
export function ofLength(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length === length) return;
  throw new SprintError('invalid_task', `${name} has ${bytes.length} bytes: give ${length}`);
}

function within(name: string, value: bigint, least: bigint): void {
  if (value >= least && value <= U64_MAX) return;
  throw new SprintError('invalid_task', `${name} is ${value}: give ${least} to ${U64_MAX}`);
}
