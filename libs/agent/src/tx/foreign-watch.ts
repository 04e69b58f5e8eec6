import { readTx } from '@pacer/client';
import { compare } from '@pacer/crypto';

/** A transaction that our key signed and that no journal here knows of. */
export interface ForeignTx {
  /** upper-case hex */
  hash: string;
  height: bigint;
  /** type URLs of its messages */
  messages: readonly string[];
}

/** What a watch stands on. */
export interface ForeignWatchParts {
  /** secp256k1, compressed, 33 bytes */
  publicKey: Uint8Array;
  /** whether a journal of this Host has signed these bytes */
  knows: (hash: string) => boolean;
  /** the transactions of a block; undefined when nobody has it (yet, or any more) */
  block: (height: bigint) => Promise<readonly { hash: string; bytes: Uint8Array }[] | undefined>;
}

/** Blocks that are looked at in a pass at most: a watch that is far behind must not keep the agent from its work. */
const MOST_BLOCKS = 20;
/** Blocks before the first height that are looked at too: what happened while the agent was away. */
const LOOK_BACK = 100n;

/**
 * Looks through the blocks for transactions of our own key that no journal here has: another agent of this Host on another
 * machine, a person, or somebody who has stolen the key. It only tells; nothing that is on its way is changed by it.
 */
export class ForeignWatch {
  readonly #parts: ForeignWatchParts;
  #next: bigint | undefined;

  constructor(parts: ForeignWatchParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the blocks up to a height, some of them at a time.
   * @param height committed height
   * @returns what was found in them, each once
   */
  async look(height: bigint): Promise<ForeignTx[]> {
    const { block, knows, publicKey } = this.#parts;
    let next = this.#next ?? (height > LOOK_BACK ? height - LOOK_BACK : 1n);
    const found: ForeignTx[] = [];
    for (let left = MOST_BLOCKS; left > 0 && next <= height; left--) {
      const txs = await block(next);
      // The latest may come yet; of an older one that nobody has any more nothing can be told.
      if (txs === undefined && next === height) break;
      for (const { hash, bytes } of txs ?? []) {
        const tx = readTx(bytes);
        const isOurs = tx?.signers.some((key) => compare(key, publicKey) === 0);
        if (tx && isOurs && !knows(hash)) found.push({ hash, height: next, messages: tx.messages });
      }
      next += 1n;
      this.#next = next;
    }
    return found;
  }
}
