import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type PacerQuery } from '@pacer/client';
import { artifactLeafValue, concat } from '@pacer/crypto';
import { Journal } from '@pacer/journal';
import { type LocalNode } from '@pacer/testing';

const MODEL = 'pacer/ref-1';
const EVERY_MS = 4_000;

/**
 * What the Host's own program does, as far as the agents live on it: served requests go into the work journal, and duties that a claim
 * lacks are answered. No model runs: what happens to the submitter and the claimer is the same.
 */
export class HostWork {
  readonly node: LocalNode;
  /** Records that were handed over. */
  made = 0;
  readonly #journal: Journal;

  constructor(node: LocalNode) {
    this.node = node;
    this.#journal = Journal.open(join(node.home, 'work.sqlite'));
  }

  /** Hands over one record every few seconds until it is told to stop, and answers duties until the second signal. */
  async follow(query: PacerQuery, storm: AbortSignal, end: AbortSignal): Promise<void> {
    while (!end.aborted) {
      if (!storm.aborted) this.#serve();
      await this.#discharge(query).catch(() => undefined);
      await sleep(EVERY_MS, undefined, { signal: end }).catch(() => undefined);
    }
  }

  close(): void {
    this.#journal.close();
  }

  #serve(): void {
    const n = this.made + 1;
    const bytes = (what: string) =>
      new Uint8Array(createHash('sha256').update(`${this.node.name} ${what} ${n}`).digest());
    this.#journal.records.add({
      ...{ requestId: bytes('id'), model: MODEL, body: bytes('body'), response: bytes('response') },
      ...{ artifact: bytes('artifact'), leafValue: leafOf(bytes('leaf')), tokens: 5n, fee: 0n, createdMs: Date.now() },
    });
    this.made = n;
  }

  async #discharge(query: PacerQuery): Promise<void> {
    const { epoch: now } = await query.epoch.status();
    for (let epoch = now > 2n ? now - 2n : 0n; epoch <= now; epoch++)
      for (const { batchId, index, owner } of this.#journal.duties.open(epoch))
        this.#journal.duties.done({
          ...{ epoch, batchId, index, owner, verdict: 'match', detail: '', createdMs: Date.now() },
        });
  }
}

/** The value of a record's leaf; what its hashes are of is not looked at. */
function leafOf(hash: Uint8Array): Uint8Array {
  return artifactLeafValue({
    ...{ sha256Body: hash, sha256Response: hash, artifactHash: hash },
    ...{ requester: hash.slice(0, 20), signature: concat(hash, hash) },
  });
}
