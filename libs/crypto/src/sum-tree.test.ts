import fc from 'fast-check';
import { hex, u32be, utf8 } from './bytes.js';
import { leafNode, parentNode, type SumLeaf, type SumNode } from './sum-node.js';
import { SumTree } from './sum-tree.js';
import { anyLeaves } from './testing/leaves.js';
import { codeOf } from './testing/refusal.js';

function leafAt(i: number): SumLeaf {
  const key = new Uint8Array(32);
  key.set(u32be(i));
  return { key, tokens: BigInt(i), fee: 1n, value: utf8(String(i)) };
}

/** The definition of RFC 6962 §2.1, as it is written there. */
function byDefinition(leaves: SumLeaf[]): SumNode {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return leafNode(only);
  let k = 1;
  while (2 * k < leaves.length) k *= 2;
  return parentNode(byDefinition(leaves.slice(0, k)), byDefinition(leaves.slice(k)));
}

test('the tree has the shape of RFC 6962 at every size', () => {
  const leaves = Array.from({ length: 70 }, (_, i) => leafAt(i));
  for (let size = 1; size <= leaves.length; size++) {
    const tree = SumTree.build(leaves.slice(0, size));
    expect(hex(tree.root)).toBe(hex(byDefinition(leaves.slice(0, size)).hash));
    expect(tree.count).toBe(size);
  }
});

test('the totals are the sums of the leaves', () => {
  fc.assert(
    fc.property(anyLeaves(20), (leaves) => {
      const tree = SumTree.build(leaves);
      expect(tree.totalTokens).toBe(leaves.reduce((sum, leaf) => sum + leaf.tokens, 0n));
      expect(tree.totalFee).toBe(leaves.reduce((sum, leaf) => sum + leaf.fee, 0n));
    }),
  );
});

test('a path has one step a level, none in a tree of one', () => {
  expect(SumTree.build([leafAt(0)]).path(0)).toEqual([]);
  const tree = SumTree.build([0, 1, 2, 3, 4].map(leafAt));
  expect(tree.path(0).map(({ side }) => side)).toEqual(['right', 'right', 'right']);
  expect(tree.path(4).map(({ side }) => side)).toEqual(['left']);
});

test.each([
  ['no leaves', [], 'empty'],
  ['keys out of order', [leafAt(2), leafAt(1)], 'unsorted'],
  ['a key twice', [leafAt(1), leafAt(1)], 'duplicate'],
  ['sums beyond u64', [{ ...leafAt(0), fee: 2n ** 64n - 1n }, leafAt(1)], 'overflow'],
  ['a key of 31 bytes', [{ ...leafAt(0), key: new Uint8Array(31) }], 'bad-length'],
  ['a negative fee', [{ ...leafAt(0), fee: -1n }], 'out-of-range'],
])('%s are refused', (_name, leaves, code) => {
  expect(codeOf(() => SumTree.build(leaves))).toBe(code);
});

test.each([-1, 3, 0.5])('the path of index %s of 3 is refused', (index) => {
  const tree = SumTree.build([0, 1, 2].map(leafAt));
  expect(codeOf(() => tree.path(index))).toBe('out-of-range');
});
