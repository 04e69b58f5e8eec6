import type { Signed } from './attempt.js';
import type { ChainPort, Sighting, Tip } from './port.js';

/** An endpoint that answered, and where it stands. */
export interface Standing extends Tip {
  endpoint: string;
}

/** What a search through the blocks of one endpoint found. */
type Search = Sighting | 'absent' | 'unknown';

/**
 * Finds out what became of signed bytes, from what each endpoint's index and blocks say. An endpoint that does not answer
 * says nothing; it never counts as an absence.
 */
export class Lookout {
  readonly #chain: ChainPort;
  readonly #chainId: string;
  readonly #onError: (endpoint: string, error: unknown) => void;

  constructor(chain: ChainPort, chainId: string, onError: (endpoint: string, error: unknown) => void) {
    this.#chain = chain;
    this.#chainId = chainId;
    this.#onError = onError;
  }

  /** Endpoints of this chain that answer, one per node. */
  async standings(signal?: AbortSignal): Promise<Standing[]> {
    const tips = await Promise.all(
      this.#chain.endpoints().map(async (endpoint) => {
        const tip = await this.#ask(endpoint, () => this.#chain.tip(endpoint, signal), signal);
        return tip?.chainId === this.#chainId ? { ...tip, endpoint } : undefined;
      }),
    );
    const byNode = new Map<string, Standing>();
    for (const tip of tips) if (tip && !byNode.has(tip.nodeId)) byNode.set(tip.nodeId, tip);
    return [...byNode.values()];
  }

  /** Where an index has the transaction; undefined when no endpoint that answered has it. */
  async indexed(hash: string, endpoints: readonly string[], signal?: AbortSignal): Promise<Sighting | undefined> {
    const seen = await Promise.all(
      endpoints.map((endpoint) => this.#ask(endpoint, () => this.#chain.sighting(endpoint, hash, signal), signal)),
    );
    return seen.find((sighting) => sighting !== undefined);
  }

  /** Where the blocks of any one endpoint have it, without a proof that it is nowhere. */
  async inBlocks(signed: Signed, standings: readonly Standing[], signal?: AbortSignal): Promise<Sighting | undefined> {
    for (const standing of standings) {
      const found = await this.#search(standing, signed, signal);
      if (typeof found === 'object') return found;
      if (found === 'absent') return undefined;
    }
    return undefined;
  }

  /**
   * Looks for a proof that the transaction was never included and never will be: at two nodes the block time is past its
   * deadline, and neither the index nor any block that could hold it has it.
   * @returns the sighting that disproves it, the endpoints that prove it, or undefined while it can't be told
   */
  async absence(
    signed: Signed,
    standings: readonly Standing[],
    signal?: AbortSignal,
  ): Promise<Sighting | string[] | undefined> {
    const past = standings.filter((standing) => standing.timeNs > signed.deadlineNs);
    if (past.length < 2) return undefined;
    const witnesses: string[] = [];
    for (const standing of past) {
      const { endpoint } = standing;
      // The index is asked after the tip was past the deadline, else it could learn of a block in between.
      const index = async () => (await this.#chain.sighting(endpoint, signed.hash, signal)) ?? 'none';
      const indexed = await this.#ask(endpoint, index, signal);
      if (typeof indexed === 'object') return indexed;
      const found = await this.#search(standing, signed, signal);
      if (typeof found === 'object') return found;
      // An endpoint without an index can show a transaction, but is no witness that there is none.
      if (found === 'absent' && indexed === 'none') witnesses.push(endpoint);
      if (witnesses.length === 2) return witnesses;
    }
    return undefined;
  }

  /**
   * Walks the blocks that could hold the transaction: back from the height of signing to the earliest block time at which
   * another agent of this Host can have signed the same bytes, then forward to the first block past the deadline.
   * `absent` means as far as the endpoint's tip; it is a proof only if the tip is past the deadline.
   */
  async #search({ endpoint, height: tip }: Standing, signed: Signed, signal?: AbortSignal): Promise<Search> {
    const walk = async (): Promise<Search> => {
      const start = signed.fromHeight < tip ? signed.fromHeight : tip;
      for (let height = start; height >= 1n; height--) {
        const block = await this.#chain.block(endpoint, height, signal);
        const index = block.hashes.indexOf(signed.hash);
        if (index >= 0) return { height, ...(await this.#chain.result(endpoint, height, index, signal)) };
        if (block.timeNs < signed.sinceNs) break;
      }
      for (let height = start + 1n; height <= tip; height++) {
        const block = await this.#chain.block(endpoint, height, signal);
        const index = block.hashes.indexOf(signed.hash);
        if (index >= 0) return { height, ...(await this.#chain.result(endpoint, height, index, signal)) };
        if (block.timeNs > signed.deadlineNs) break;
      }
      return 'absent';
    };
    return (await this.#ask(endpoint, walk, signal)) ?? 'unknown';
  }

  /** The answer, or undefined when the endpoint has none to give. */
  async #ask<T>(endpoint: string, question: () => Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
    try {
      return await question();
    } catch (error) {
      signal?.throwIfAborted();
      this.#onError(endpoint, error);
      return undefined;
    }
  }
}
