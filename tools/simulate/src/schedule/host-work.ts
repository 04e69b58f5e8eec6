import { createHash } from 'node:crypto';
import { drawDuties } from '@pacer/client';
import { artifactLeafValue, concat } from '@pacer/crypto';
import { Journal } from '@pacer/journal';
import type { Seeded } from '@pacer/testing';
import { headersOf, membersOf, modelsOf } from '../chain/facts.js';
import type { ModelChain } from '../chain/model-chain.js';
import type { Party } from '../chain/parties.js';
import { MODEL } from '../chain/rules.js';
import type { VirtualClock } from '../clock/virtual-clock.js';

/**
 * What the Host's other programs do in its work journal: the API keeps answered requests, the validation worker re-executes the
 * duties that the Host's secret draws, a little later.
 */
export class HostWork {
  readonly journal: Journal;
  readonly #chain: ModelChain;
  readonly #party: Party;
  readonly #world: VirtualClock;
  readonly #random: Seeded;
  readonly #drawn = new Map<number, number>();
  #records = 0;

  constructor(path: string, parts: { chain: ModelChain; party: Party; world: VirtualClock; random: Seeded }) {
    this.journal = Journal.open(path);
    this.#chain = parts.chain;
    this.#party = parts.party;
    this.#world = parts.world;
    this.#random = parts.random;
  }

  /** Records that were kept so far. */
  get records(): number {
    return this.#records;
  }

  /** Some requests were answered. */
  serve(count: number): void {
    this.journal.transaction(() => {
      for (let index = 0; index < count; index++) {
        const requestId = Uint8Array.from(createHash('sha256').update(`request ${this.#records++}`).digest());
        const bytes = Uint8Array.of(1, 2, 3);
        this.journal.records.add({
          ...{ requestId, model: MODEL, body: bytes, response: bytes, artifact: bytes, leafValue: leafOf(requestId) },
          ...{ tokens: 10n, fee: 0n, createdMs: Math.round(this.#world.now) },
        });
      }
    });
  }

  /** Draws the duties of the headers that the next block has sealed. */
  validate(): void {
    const { epoch } = this.#chain.epoch;
    for (const one of epoch > 0 ? [epoch - 1, epoch] : [epoch]) this.#validate(one);
  }

  #validate(epoch: number): void {
    const sigma = this.journal.sigmas.get(BigInt(epoch));
    if (!sigma) return;
    const { head, rules } = this.#chain;
    const sealed = headersOf(this.#chain, epoch, head.height).filter(({ nextHash }) => nextHash.length > 0);
    const from = this.#drawn.get(epoch) ?? 0;
    if (sealed.length === from) return;
    this.#drawn.set(epoch, sealed.length);
    const duties = drawDuties({
      ...{ chainId: rules.chainId, host: this.#party.host, sigma, ratePpm: rules.ratePpm, models: modelsOf() },
      ...{ headers: sealed.slice(from), members: membersOf(this.#chain, epoch) },
    });
    for (const { batch, index, owner } of duties) {
      const result = { epoch: BigInt(epoch), batchId: batch, index, owner, verdict: 'match' as const, detail: '' };
      this.#world.after(this.#random.between(500, 20_000), () =>
        this.journal.results.add({ ...result, createdMs: Math.round(this.#world.now) }),
      );
    }
  }

  /** What is neither on chain nor given up, results up to an epoch. */
  pending(epochs: number): string[] {
    const { records, batches, results } = this.journal;
    const waiting = records.waiting().map(({ count }) => `${count} records wait for a batch`);
    const open = [...batches.inState('queued'), ...batches.inState('in_flight')].map(
      ({ op, state }) => `${op} is ${state}`,
    );
    const queued = [...results.inState('queued'), ...results.inState('in_flight')].filter(
      ({ epoch }) => epoch < epochs,
    );
    return [
      ...waiting,
      ...open,
      ...queued.map(({ epoch, batchId, index }) => `result ${epoch}/${batchId}.${index} is open`),
    ];
  }
}

/** The value of a record's leaf; what its hashes are of is not looked at. */
function leafOf(hash: Uint8Array): Uint8Array {
  return artifactLeafValue({
    ...{ sha256Body: hash, sha256Response: hash, artifactHash: hash },
    ...{ requester: hash.slice(0, 20), signature: concat(hash, hash) },
  });
}
