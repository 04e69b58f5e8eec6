import { isPast, type Signed } from './attempt.js';
import type { ChainPort, TxResult } from './port.js';

/** What a walk through the blocks of one endpoint found. */
export interface Walk {
  /** of the block that has the transaction; undefined if none up to the tip has */
  height: bigint | undefined;
  /** whether a block with a time past the deadline was among them: none after it can hold the transaction */
  isPastDeadline: boolean;
  /** whether it has all the blocks that could hold the transaction */
  isComplete: boolean;
}

/** Which blocks an endpoint has. */
export interface Span {
  earliestHeight: bigint;
  height: bigint;
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

  /** Every block of one endpoint that has the transaction: one whose checks failed there can be in a later one too. */
  async all(endpoint: string, span: Span, signed: Signed, signal?: AbortSignal): Promise<bigint[]> {
    const heights: bigint[] = [];
    let from: Span = span;
    for (;;) {
      const { height } = await this.find(endpoint, from, signed, signal);
      if (height === undefined || height < from.earliestHeight) return heights;
      heights.push(height);
      from = { ...from, earliestHeight: height + 1n };
    }
  }

  /**
   * Walks the blocks that could hold the transaction: back from the height of signing to the earliest block time at which
   * another agent of this Host can have signed the same bytes, then forward to the first block past the deadline.
   * @param span what the endpoint has
   */
  async find(
    endpoint: string,
    { earliestHeight, height: tip }: Span,
    signed: Signed,
    signal?: AbortSignal,
  ): Promise<Walk> {
    const lowest = earliestHeight > 1n ? earliestHeight : 1n;
    const start = signed.fromHeight < tip ? signed.fromHeight : tip;
    let isPastDeadline = false;
    let isComplete = lowest === 1n;
    for (let height = start; height >= lowest; height--) {
      const block = await this.#chain.block(endpoint, height, signal);
      if (block.hashes.includes(signed.hash)) return { height, isPastDeadline, isComplete };
      if (isPast(signed, block)) isPastDeadline = true;
      if (block.timeNs >= signed.sinceNs) continue;
      isComplete = true;
      break;
    }
    for (let height = start < lowest ? lowest : start + 1n; height <= tip && !isPastDeadline; height++) {
      const block = await this.#chain.block(endpoint, height, signal);
      if (block.hashes.includes(signed.hash)) return { height, isPastDeadline, isComplete };
      isPastDeadline = isPast(signed, block);
    }
    return { height: undefined, isPastDeadline, isComplete };
  }
}
