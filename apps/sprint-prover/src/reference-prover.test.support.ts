import { setImmediate } from 'node:timers/promises';
import { isHit, LOCAL_TEST, type Prover, type SprintReport, type SprintTask } from '@pacer/sprint';
import { ReferenceDigest } from '@pacer/sprint/reference';
import type { Task } from './facts.js';

/** A task in which one nonce of four is a hit. */
export const task: Task = {
  ...{ chainId: 'pacer-test-1', epoch: 7n, beacon: Uint8Array.from({ length: 32 }, (_, index) => index) },
  ...{ shape: LOCAL_TEST, target: 1n << 62n },
};
export const host = Uint8Array.from({ length: 20 }, (_, index) => index);

/** The hits of the task among the nonces below `until`. */
export function hitsBelow(until: bigint, of: Task = task): bigint[] {
  const reference = new ReferenceDigest(of, of.shape);
  const all = Array.from({ length: Number(until) }, (_, nonce) => BigInt(nonce));
  return all.filter((nonce) => isHit(reference.digest(host, nonce), of.target));
}

/** A real prover by the plain reference, on this thread: a report for every four nonces. */
export class ReferenceProver implements Prover {
  readonly name = 'reference';
  readonly threads = 1;
  closed = false;

  async *prove(of: SprintTask, signal: AbortSignal): AsyncGenerator<SprintReport> {
    const reference = new ReferenceDigest(of, of.shape);
    let frontier = of.first;
    while (!signal.aborted) {
      await setImmediate();
      const nonces = [0n, 1n, 2n, 3n].map((index) => frontier + index);
      const hits = nonces.filter((nonce) => isHit(reference.digest(of.host, nonce), of.target));
      frontier += 4n;
      yield { frontier, hits, done: false };
    }
    yield { frontier, hits: [], done: true };
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
