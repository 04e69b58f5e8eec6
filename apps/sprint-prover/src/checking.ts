import { setImmediate } from 'node:timers/promises';
import { logError, type Clock, type Logger } from '@pacer/agent';
import { addressBytes } from '@pacer/client';
import { Digests } from './digests.js';
import { drawSome, shuffled } from './draw.js';
import type { Task } from './facts.js';
import type { HitsJournal, Verdict } from './hits-journal.js';
import { sprintHash } from './task.js';

/** A Host whose work is to be checked, with all its nonces. */
export interface Committed {
  host: string;
  nonces: readonly bigint[];
}

/** What checking stands on. */
export interface CheckingParts {
  journal: Pick<HitsJournal, 'checks' | 'note'>;
  clock: Clock;
  log: Logger;
  /** nonces of each Host */
  count: number;
  /** what a Host committed, read when its turn comes; undefined while nobody can tell */
  read: (epoch: bigint, host: string) => Promise<Committed | undefined>;
  checked: (verdict: Verdict) => void;
}

/**
 * Computes some nonces of other Hosts again, beside the loop and one at a time, in an order and at places that nobody foresees. Every
 * result is durable, with the Sprint that it is of: a Host is checked at so many of its nonces and no more, however often this starts.
 */
export class Checking {
  readonly #parts: CheckingParts;
  /** by the hash of their Sprint */
  readonly #digests = new Map<string, Digests>();
  readonly #stop = new AbortController();
  #epoch: bigint | undefined;

  constructor(parts: CheckingParts) {
    this.#parts = parts;
  }

  /** Whether works of this Sprint are being checked now. */
  isAt(epoch: bigint): boolean {
    return this.#epoch === epoch;
  }

  /** Checks these Hosts; comes to nothing while others are checked. */
  begin(task: Task, hosts: readonly string[]): void {
    if (this.#epoch !== undefined || this.#stop.signal.aborted) return;
    this.#epoch = task.epoch;
    void this.#all(task, hosts)
      .catch((error: unknown) => {
        logError(this.#parts.log, error, `work of epoch ${task.epoch} could not be checked; it is tried again`);
      })
      .finally(() => (this.#epoch = undefined));
  }

  close(): void {
    this.#stop.abort();
  }

  async #all(task: Task, hosts: readonly string[]): Promise<void> {
    const hash = sprintHash(task);
    const digests = this.#digests.get(hash) ?? new Digests(task);
    // Weights of one epoch are megabytes: one task of each of the last two is enough.
    for (const [key, { task: known }] of this.#digests) {
      if (known.epoch + 1n < task.epoch || known.epoch === task.epoch) this.#digests.delete(key);
    }
    this.#digests.set(hash, digests);
    for (const host of shuffled(hosts)) {
      if (this.#stop.signal.aborted) return;
      const committed = await this.#parts.read(task.epoch, host);
      if (committed) await this.#one(digests, hash, committed);
    }
  }

  async #one(digests: Digests, hash: string, { host, nonces }: Committed): Promise<void> {
    const { clock, count, journal, log, checked } = this.#parts;
    const { epoch } = digests.task;
    const known = new Set(
      journal
        .checks(epoch)
        .filter((note) => note.accused === host && note.task === hash)
        .map(({ nonce }) => nonce),
    );
    const left = nonces.filter((nonce) => !known.has(nonce));
    const address = addressBytes(host);
    for (const nonce of drawSome(left, Math.max(0, count - known.size))) {
      await setImmediate();
      if (this.#stop.signal.aborted) return;
      const verdict = verdictOf(digests, address, nonce);
      journal.note(epoch, { accused: host, task: hash, nonce, verdict, atMs: clock.now() });
      checked(verdict);
      if (verdict === 'hit') continue;
      const text =
        verdict === 'miss' ? 'misses the target' : 'is a hit by one implementation and none by the other: report this';
      log.error(
        { epoch, accused: host, nonce, verdict },
        `nonce ${nonce} of ${host} in the Sprint of epoch ${epoch} ${text}`,
      );
      // One is enough for a challenge.
      if (verdict === 'miss') return;
    }
  }
}

/** By one implementation, and, before anybody is accused, by both: a challenge that is lost costs the bond. */
function verdictOf(digests: Digests, host: Uint8Array, nonce: bigint): Verdict {
  if (digests.isHit(host, nonce)) return 'hit';
  const both = [digests.isHitByReference(host, nonce), digests.isHitByWasm(host, nonce)];
  return both.some((isHit) => isHit) ? 'unclear' : 'miss';
}
