import { createHash } from 'node:crypto';
import type { Seeded } from '@pacer/testing';
import { finalSums, lastBatch } from './carry-out.js';
import { pvss } from './cryptography.js';
import { openFrom } from './epoch-state.js';
import type { ModelChain } from './model-chain.js';
import type { Party } from './parties.js';

/** What another Host does in an epoch, at heights after its start or its cutoff. */
interface Habits {
  dealAfter: number;
  openAfter: number;
  batchesAt: number[];
}

/** The Hosts whose agents are not simulated: they deal, open and commit batches, so that epochs turn and duties arise. */
export class OtherHosts {
  readonly #random: Seeded;
  readonly #hosts: readonly Party[];
  readonly #habits = new Map<string, Habits>();

  constructor(random: Seeded, hosts: readonly Party[]) {
    this.#random = random;
    this.#hosts = hosts;
  }

  /** What they do in a block, before its transactions. */
  act(chain: ModelChain, height: number): void {
    const { epoch: state } = chain;
    for (const [index, host] of this.#hosts.entries()) {
      const { dealAfter, openAfter, batchesAt } = this.#habitsOf(chain, index);
      const part = state.parts.get(host.host);
      if (!part) continue;
      if (part.dealt === 0 && state.closeHeight === 0 && height >= state.dealOpen + dealAfter) {
        Object.assign(part, { dealt: height, dealing: pvss.deal(state.round, host.dk, host.raw) });
      }
      const from = openFrom(state, height);
      if (part.opened === 0 && from > 0 && height >= from + openAfter) {
        Object.assign(part, { opened: height, opening: this.#opening(chain, host) });
      }
      if (batchesAt.includes(height - state.start)) this.#commit(chain, host, height);
    }
  }

  #opening(chain: ModelChain, { host, raw, dk }: Party): Uint8Array {
    const { round } = chain.epoch;
    const index = chain.parties.findIndex((one) => one.host === host);
    const { a, y } = finalSums(chain, chain.epoch);
    return pvss.open(round, dk, raw, {
      a: a.slice(48 * (index + 1), 48 * (index + 2)),
      y: y.slice(96 * index, 96 * (index + 1)),
    });
  }

  #commit(chain: ModelChain, { host }: Party, height: number): void {
    const last = lastBatch(chain, host, height);
    if (last > 0 && height < last + chain.rules.batchInterval) return;
    const epoch = height >= chain.epoch.tail ? chain.epoch.epoch + 1 : chain.epoch.epoch;
    const headers = chain.headers.get(epoch) ?? [];
    chain.headers.set(epoch, headers);
    const root = Uint8Array.from(createHash('sha256').update(`${host}/${height}`).digest());
    headers.push({ id: headers.length, host, height, count: 6, root, totalTokens: 60n, totalFee: 0n });
  }

  #habitsOf({ epoch: { epoch }, rules }: ModelChain, index: number): Habits {
    const key = `${epoch}/${index}`;
    const known = this.#habits.get(key);
    if (known) return known;
    const { dealOpen, dealClose, epochLength, sprintSpan } = rules;
    const serving = epochLength - sprintSpan;
    const habits = {
      dealAfter: this.#random.below(Math.max(1, Math.floor((dealClose - dealOpen) / 2))),
      openAfter: this.#random.below(3),
      batchesAt: this.#random.next() < 0.6 ? [1 + this.#random.below(serving)] : [],
    };
    this.#habits.set(key, habits);
    return habits;
  }
}
