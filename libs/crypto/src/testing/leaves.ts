import fc from 'fast-check';
import { compare } from '../bytes.js';
import type { SumLeaf } from '../sum-node.js';
import { bytesOf } from './bytes.js';

const smallAmount = fc.bigInt({ min: 0n, max: 2n ** 50n });

/** 1 to `max` leaves in order of their keys, whose sums fit. */
export function anyLeaves(max: number): fc.Arbitrary<SumLeaf[]> {
  const leaf = fc.record({
    key: bytesOf(32),
    tokens: smallAmount,
    fee: smallAmount,
    value: fc.uint8Array({ maxLength: 20 }),
  });
  return fc
    .uniqueArray(leaf, { minLength: 1, maxLength: max, selector: ({ key }) => key.join() })
    .map((leaves) => leaves.sort((a, b) => compare(a.key, b.key)));
}
