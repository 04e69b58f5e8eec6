import { assertCount, compare } from './bytes.js';
import { CryptoError } from './error.js';
import { leafNode, parentNode, type SumLeaf, type SumNode } from './sum-node.js';
import type { SumStep } from './sum-path.js';

/**
 * The Merkle sum tree that a batch commits (§1): RFC 6962 prefixes and shape, tokens and fees summed on the way up.
 * RFC 6962 splits at the largest power of two below n; level by level that pairs neighbours and lifts a lone last
 * node unchanged, which is how it is kept here.
 */
export class SumTree {
  readonly #levels: SumNode[][];
  readonly #top: SumNode;
  /** leaves in the tree */
  readonly count: number;

  private constructor(levels: SumNode[][], top: SumNode, count: number) {
    this.#levels = levels;
    this.#top = top;
    this.count = count;
  }

  /**
   * @param leaves in strictly increasing order of their keys, at least one
   * @throws CryptoError `empty`, `unsorted`, `duplicate`, `overflow`, `bad-length`, `out-of-range`
   */
  static build(leaves: SumLeaf[]): SumTree {
    assertIncreasing(leaves);
    let level = leaves.map(leafNode);
    const levels = [level];
    while (level.length > 1) {
      level = pairUp(level);
      levels.push(level);
    }
    const [top] = level;
    if (top === undefined) throw new CryptoError('empty', 'there are no leaves: commit a batch only with records');
    return new SumTree(levels, top, leaves.length);
  }

  /** 32 bytes */
  get root(): Uint8Array {
    return this.#top.hash;
  }

  /** sum of the leaves' tokens, u64 */
  get totalTokens(): bigint {
    return this.#top.tokens;
  }

  /** sum of the leaves' fees in upacer, u64 */
  get totalFee(): bigint {
    return this.#top.fee;
  }

  /**
   * What proves one leaf: the sibling at each level, from the leaf upwards; empty for a tree of one.
   * @throws CryptoError `out-of-range` for an index that is not 0 … count − 1
   */
  path(index: number): SumStep[] {
    assertCount(index, 'index', this.count - 1);
    const steps: SumStep[] = [];
    let at = index;
    for (const level of this.#levels) {
      const isRight = at % 2 === 1;
      const sibling = level[isRight ? at - 1 : at + 1];
      if (sibling !== undefined) steps.push({ side: isRight ? 'left' : 'right', ...sibling });
      at = Math.floor(at / 2);
    }
    return steps;
  }
}

function assertIncreasing(leaves: SumLeaf[]): void {
  leaves.forEach((leaf, i) => {
    const before = leaves[i - 1];
    if (before === undefined) return;
    const order = compare(before.key, leaf.key);
    if (order === 0) {
      throw new CryptoError('duplicate', `leaves ${i - 1} and ${i} have one key: commit each record once`);
    }
    if (order > 0) throw new CryptoError('unsorted', `leaf ${i} is below its predecessor: sort the leaves by key`);
  });
}

function pairUp(level: SumNode[]): SumNode[] {
  const parents: SumNode[] = [];
  for (let i = 0; i < level.length; i += 2) {
    const [left, right] = level.slice(i, i + 2);
    if (left !== undefined) parents.push(right === undefined ? left : parentNode(left, right));
  }
  return parents;
}
