import { openKeys, readPassword } from '@pacer/agent';
import { addressBytes, drawDuties, type DutyFacts, type EndpointPool, readDutyFacts } from '@pacer/client';
import { signEpochSecret } from '@pacer/crypto';
import { type Header } from '@pacer/proto/inference/v1';
import { type LocalNode } from '@pacer/testing';
import { type Item } from './item-list.js';

/** The epoch of a run: it is long enough for all of it. */
export const EPOCH = 0n;

/**
 * The duties that the Hosts of a network draw (protocol §7), batch after batch as they come on the chain: with each Host's σ, signed with
 * its own BLS key, and facts of the node that the pool asks.
 */
export class DutySource {
  readonly #pool: EndpointPool;
  readonly #facts: readonly DutyFacts[];
  /** batches with the hash of the block after them: their duties are drawn */
  #drawn = 0;
  #headers: Header[] = [];

  private constructor(pool: EndpointPool, facts: readonly DutyFacts[]) {
    this.#pool = pool;
    this.#facts = facts;
  }

  static async open(pool: EndpointPool, nodes: readonly LocalNode[]): Promise<DutySource> {
    const { chainId } = pool;
    const { query, height } = await pool.latest();
    const { beacon } = await query.epoch.schedule(EPOCH);
    const facts = nodes.map(async ({ address: host, keyFile, passwordFile }) => {
      const secretKey = openKeys({ file: keyFile, password: readPassword(passwordFile) }).bls.reveal();
      const sigma = signEpochSecret({ chainId, epoch: EPOCH, beacon, host: addressBytes(host), secretKey });
      return readDutyFacts(query, height, { chainId, epoch: EPOCH, host, sigma });
    });
    return new DutySource(pool, await Promise.all(facts));
  }

  /** Share of the records that are re-executed, in millionths. */
  get ratePpm(): number {
    return this.#facts[0]?.ratePpm ?? 0;
  }

  /** Batches of all Hosts by the last look. */
  get headers(): readonly Header[] {
    return this.#headers;
  }

  /** Whether batches of so many records are on the chain, and the duties on all of them are drawn. */
  isDrawn(records: number): boolean {
    const count = this.#headers.reduce((sum, header) => sum + header.count, 0);
    return count >= records && this.#drawn === this.#headers.length;
  }

  /** Duties of each Host, in the order of the nodes, on batches that came since the last time. */
  async next(): Promise<Item[][]> {
    const { query, height } = await this.#pool.latest();
    this.#headers = await query.inference.allHeaders({ epoch: EPOCH }, height);
    const ready = this.#headers.findIndex(({ nextHash }) => nextHash.length === 0);
    const fresh = this.#headers.slice(this.#drawn, ready < 0 ? undefined : ready);
    this.#drawn += fresh.length;
    return this.#facts.map((facts) => itemsOf({ ...facts, headers: fresh }));
  }
}

function itemsOf(facts: DutyFacts): Item[] {
  return drawDuties(facts).map(({ batch, index, owner }) => ({ epoch: EPOCH, batchId: batch, index, owner }));
}
