import { isPast, type Signed } from './attempt.js';
import type { ChainPort, TxResult } from './port.js';

/** What a walk through the blocks of one endpoint found. */
export interface Walk {
  /** of the block that has the transaction; undefined if none up to the tip has */
  height: bigint | undefined;
  /** whether a block with a time past the deadline was among them: none after it can hold the transaction */
  isPastDeadline: boolean;
}

/** Looks for signed bytes in the blocks of one endpoint, whatever its index says. Throws when a block can't be had. */
export class BlockSearch {
  readonly #chain: Pick<ChainPort, 'block' | 'result'>;

  constructor(chain: Pick<ChainPort, 'block' | 'result'>) {
    this.#chain = chain;
  }

  /** What the block of a height has of a transaction. */
  async at(endpoint: string, height: bigint, hash: string, signal?: AbortSignal): Promise<TxResult | 'absent'> {
    const { hashes } = await this.#chain.block(endpoint, height, signal);
    const index = hashes.indexOf(hash);
    return index < 0 ? 'absent' : this.#chain.result(endpoint, height, index, signal);
  }

  /**
   * Walks the blocks that could hold the transaction: back from the height of signing to the earliest block time at which
   * another agent of this Host can have signed the same bytes, then forward to the first block past the deadline.
   * @param tip the endpoint's height
   */
  async find(endpoint: string, tip: bigint, signed: Signed, signal?: AbortSignal): Promise<Walk> {
    const start = signed.fromHeight < tip ? signed.fromHeight : tip;
    let isPastDeadline = false;
    for (let height = start; height >= 1n; height--) {
      const block = await this.#chain.block(endpoint, height, signal);
      if (block.hashes.includes(signed.hash)) return { height, isPastDeadline };
      if (isPast(signed, block)) isPastDeadline = true;
      if (block.timeNs < signed.sinceNs) break;
    }
    for (let height = start + 1n; height <= tip; height++) {
      const block = await this.#chain.block(endpoint, height, signal);
      if (block.hashes.includes(signed.hash)) return { height, isPastDeadline };
      if (isPast(signed, block)) return { height: undefined, isPastDeadline: true };
    }
    return { height: undefined, isPastDeadline };
  }
}
