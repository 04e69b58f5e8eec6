import { isHit, multiplyAdds, SprintDigest } from '@pacer/sprint';
import { ReferenceDigest } from '@pacer/sprint/reference';
import type { Task } from './facts.js';

/** Multiply–adds of a nonce up to which the plain reference is fast enough to be the one that checks: a tenth of a second. */
const SMALL = 20_000_000;

/** Computes digests of one Sprint. */
interface Digest {
  digest(host: Uint8Array, nonce: bigint): Uint8Array;
}

/** Two implementations that share no code, each made when it is first asked: expanding an epoch's weights takes time. */
export class Digests {
  readonly task: Task;
  #reference: Digest | undefined;
  #wasm: Digest | undefined;

  constructor(task: Task) {
    this.task = task;
  }

  /** Whether a nonce is a hit, by the one that is fit for the size: the plain reference for small ones, which no prover uses. */
  isHit(host: Uint8Array, nonce: bigint): boolean {
    return this.#isHit(multiplyAdds(this.task.shape) <= SMALL ? this.#byReference() : this.#byWasm(), host, nonce);
  }

  /** The same by the one that provers do not share, whatever it takes. */
  isHitByReference(host: Uint8Array, nonce: bigint): boolean {
    return this.#isHit(this.#byReference(), host, nonce);
  }

  /** The same by the fast one. */
  isHitByWasm(host: Uint8Array, nonce: bigint): boolean {
    return this.#isHit(this.#byWasm(), host, nonce);
  }

  #isHit(by: Digest, host: Uint8Array, nonce: bigint): boolean {
    return isHit(by.digest(host, nonce), this.task.target);
  }

  #byReference(): Digest {
    return (this.#reference ??= new ReferenceDigest(this.task, this.task.shape));
  }

  #byWasm(): Digest {
    return (this.#wasm ??= new SprintDigest(this.task, this.task.shape));
  }
}
