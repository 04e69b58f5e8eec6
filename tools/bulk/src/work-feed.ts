import { type BulkNetwork } from './bulk-network.js';
import { EPOCH } from './duty-source.js';
import { type Item } from './item-list.js';
import { sum } from './sum.js';
import { poisonedResult, type PoisonedResult, withPoison } from './poisoned-results.js';

/** What one Host has to say on the chain, as far as its duties are drawn. */
interface HostWork {
  readonly duties: Item[];
  readonly poisoned: PoisonedResult[];
  /** drawn and not given to the writer yet */
  held: Item[];
}

/** Draws duties as batches come, puts poisoned results among them, and gives the writers one half at once, the other later. */
export class WorkFeed {
  readonly works: readonly HostWork[];
  readonly #network: BulkNetwork;
  readonly #poisonEvery: number;
  #listed = 0;

  constructor(network: BulkNetwork, poisonEvery: number) {
    this.#network = network;
    this.#poisonEvery = poisonEvery;
    this.works = network.hosts.map(() => ({ duties: [], poisoned: [], held: [] }));
  }

  /** Duties of all Hosts that are drawn. */
  get drawn(): number {
    return sum(this.works.map(({ duties }) => duties.length));
  }

  /** Of these, those that the writers were given. */
  get listed(): number {
    return this.#listed;
  }

  async step(): Promise<void> {
    const fresh = await this.#network.duties.next();
    fresh.forEach((duties, place) => {
      const half = Math.ceil(duties.length / 2);
      this.#network.hosts[place]?.list(this.#poison(duties.slice(0, half), place));
      this.works[place]?.held.push(...this.#poison(duties.slice(half), place));
      this.#listed += half;
    });
  }

  /** Gives the writers all that is held. */
  release(): void {
    this.works.forEach((work, place) => {
      this.#network.hosts[place]?.list(work.held);
      work.held = [];
    });
    this.#listed = this.drawn;
  }

  #poison(fresh: readonly Item[], place: number): Item[] {
    const { hosts, duties: source } = this.#network;
    const work = this.works[place];
    if (work === undefined) return [];
    const host = hosts[place]?.node.address ?? '';
    let number = work.poisoned.length;
    const next = () => poisonedResult(host, place, number++, EPOCH, source.headers);
    const { items, poisoned } = withPoison(fresh, { every: this.#poisonEvery, before: work.duties.length, next });
    work.duties.push(...fresh);
    work.poisoned.push(...poisoned);
    return items;
  }
}
