import { assertCount, compare } from './bytes.js';
import { refusedIsFalse } from './refusal.js';
import { leafNode, parentNode, type SumLeaf, type SumNode } from './sum-node.js';

/** A sibling on the way from a leaf to the root. */
export interface SumStep extends SumNode {
  /** where the sibling stands */
  side: 'left' | 'right';
}

/** An opened leaf and what the chain says about its batch. */
export interface SumProof {
  /** committed root, 32 bytes */
  root: Uint8Array;
  /** committed totals, u64 */
  totalTokens: bigint;
  totalFee: bigint;
  /** committed number of leaves */
  count: number;
  /** which leaf, 0 … count − 1 */
  index: number;
  leaf: SumLeaf;
  /** siblings from the leaf upwards */
  path: SumStep[];
}

/**
 * Whether the leaf stands at this index of the committed tree (§1). Index and count alone say on which side each
 * sibling stands and how many there are; a path that disagrees is false, and so are sums that overflow or differ
 * from the committed totals, and anything malformed.
 */
export function verifySumPath({ root, totalTokens, totalFee, count, index, leaf, path }: SumProof): boolean {
  return refusedIsFalse(() => {
    assertCount(count, 'count');
    assertCount(index, 'index', count - 1);
    const steps = path.values();
    let node = leafNode(leaf);
    for (let at = index, size = count; size > 1; at = Math.floor(at / 2), size = Math.ceil(size / 2)) {
      const isRight = at % 2 === 1;
      if (!isRight && at === size - 1) continue;
      const { value: step } = steps.next();
      if (step?.side !== (isRight ? 'left' : 'right')) return false;
      node = isRight ? parentNode(step, node) : parentNode(node, step);
    }
    const unused = steps.next().done !== true;
    return !unused && compare(node.hash, root) === 0 && node.tokens === totalTokens && node.fee === totalFee;
  });
}
