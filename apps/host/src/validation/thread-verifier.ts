import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Checked, Verify } from './read-and-verify.js';
import type { VerifyAnswer, VerifyCall } from './verification-thread.js';

/** The thread as the build made it, also for tests that run from the sources. */
const THREAD = join(import.meta.dirname, '../../dist/validation/verification-thread.js');
/** Memory of the thread, in MiB: a hostile record of the greatest length takes less than half of it. */
const MEMORY_MB = 256;

/** A record could not be verified, for no reason that is known to be the owner's. */
export class VerificationFailed extends Error {
  override readonly name = 'VerificationFailed';
  readonly code = 'verification-failed';
  readonly retryable = true;
}

interface Call {
  readonly resolve: (checked: Checked) => void;
  readonly reject: (error: VerificationFailed) => void;
}

/**
 * Verifies records one after the other in a thread of its own, which is started when there is something to do, and again when
 * it died.
 */
export class ThreadVerifier {
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #lastCall = 0;

  /** @throws VerificationFailed */
  readonly verify: Verify = (bytes, commitment) => {
    const worker = (this.#worker ??= this.#start());
    const id = (this.#lastCall += 1);
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      const { chainId, epoch, model, index, header } = commitment;
      const { id: batch, host, root, count, totalTokens, totalFee } = header;
      const known = { chainId, epoch, model, index, header: { id: batch, host, root, count, totalTokens, totalFee } };
      const call: VerifyCall = { id, bytes, commitment: known };
      // Moved, not copied.
      worker.postMessage(call, [bytes.buffer as ArrayBuffer]);
    });
  };

  /** Ends the thread; what is under way fails. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    worker.on('message', (answer: VerifyAnswer) => {
      const call = this.#calls.get(answer.id);
      this.#calls.delete(answer.id);
      if ('checked' in answer) call?.resolve(answer.checked);
      else call?.reject(new VerificationFailed(`verifying failed: ${answer.fault}; report this`));
    });
    let why = 'it was stopped';
    worker.on('error', (error: unknown) => {
      why = error instanceof Error ? error.message : String(error);
    });
    worker.once('exit', () => {
      this.#worker = undefined;
      const lost = [...this.#calls.values()];
      this.#calls.clear();
      for (const { reject } of lost) reject(new VerificationFailed(`the thread that verifies records ended: ${why}`));
    });
    return worker;
  }
}
