import { H, hex, u64be, utf8 } from '@pacer/crypto';
import type { Task } from './facts.js';

/** What tells one task from another, hex: all that a digest and its target depend on, beside the nonce. It goes nowhere but into the journal. */
export function taskHash({ chainId, epoch, beacon, shape, target }: Task, host: Uint8Array): string {
  const { dim, layers, heads, ff, seq } = shape;
  const sizes = [dim, layers, heads, ff, seq].map((size) => u64be(BigInt(size)));
  return hex(H('pacer/sprint-task/v1', utf8(chainId), u64be(epoch), beacon, host, ...sizes, u64be(target)));
}

/** The same for the work of every Host: what tells one Sprint from another, hex. */
export function sprintHash(task: Task): string {
  return taskHash(task, new Uint8Array());
}
