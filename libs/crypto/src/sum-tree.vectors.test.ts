import { hex, unhex } from './bytes.js';
import { SumTree } from './sum-tree.js';
import { verifySumPath } from './sum-path.js';
import type { SumLeaf } from './sum-node.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Sums {
  tokens: string;
  fee: string;
}
type Leaf = Sums & { key: string; value: string };
type Step = Sums & { side: 'left' | 'right'; hash: string };

interface Committed {
  root: string;
  total_tokens: string;
  total_fee: string;
}

type RefusedTree = { leaves: Leaf[] };
type RefusedPath = Committed & { count: number; index: number; leaf: Leaf; path: Step[] };

const { cases, refused } = readVectors<Committed & { leaves: Leaf[]; paths: Step[][] }, RefusedTree | RefusedPath>(
  'merkle.json',
);
const refusedTrees = refused.filter((vector) => 'leaves' in vector);
const refusedPaths = refused.filter((vector) => 'path' in vector);

const why: Record<string, string> = {
  'unsorted keys': 'unsorted',
  'duplicate key': 'duplicate',
  'sum of tokens overflows': 'overflow',
  'sum of fees overflows': 'overflow',
};

function sumsOf({ tokens, fee }: Sums) {
  return { tokens: BigInt(tokens), fee: BigInt(fee) };
}

function leafOf(leaf: Leaf): SumLeaf {
  return { key: unhex(leaf.key), value: unhex(leaf.value), ...sumsOf(leaf) };
}

function stepOf(step: Step) {
  return { side: step.side, hash: unhex(step.hash), ...sumsOf(step) };
}

function committedOf({ root, total_tokens, total_fee }: Committed) {
  return { root: unhex(root), totalTokens: BigInt(total_tokens), totalFee: BigInt(total_fee) };
}

test.each(cases)('the tree of $name', (vector) => {
  const tree = SumTree.build(vector.leaves.map(leafOf));
  expect(hex(tree.root)).toBe(vector.root);
  expect(String(tree.totalTokens)).toBe(vector.total_tokens);
  expect(String(tree.totalFee)).toBe(vector.total_fee);
});

test.each(cases)('the paths of $name', (vector) => {
  const { leaves, paths } = vector;
  const tree = SumTree.build(leaves.map(leafOf));
  expect(paths).toHaveLength(leaves.length);
  paths.forEach((steps, index) => {
    const path = steps.map(stepOf);
    expect(tree.path(index)).toEqual(path);
    const opened = { count: leaves.length, index, leaf: leafOf(leaves[index]!), path };
    expect(verifySumPath({ ...committedOf(vector), ...opened })).toBe(true);
  });
});

test('each refused vector is a tree or a path', () => {
  expect(refusedTrees.length + refusedPaths.length).toBe(refused.length);
});

test.each(refusedTrees)('refused: $name', ({ name, leaves }) => {
  expect(codeOf(() => SumTree.build(leaves.map(leafOf)))).toBe(why[name]);
});

test.each(refusedPaths)('refused: $name', (vector) => {
  const { count, index, leaf, path } = vector;
  const opened = { count, index, leaf: leafOf(leaf), path: path.map(stepOf) };
  expect(verifySumPath({ ...committedOf(vector), ...opened })).toBe(false);
});
