import fc from 'fast-check';
import { verifySumPath, type SumProof } from './sum-path.js';
import { SumTree } from './sum-tree.js';
import { flipBit } from './testing/bytes.js';
import { anyLeaves } from './testing/leaves.js';

/** A tree of 2 to 40 leaves with one of them opened. */
const anyProof: fc.Arbitrary<SumProof> = fc
  .tuple(anyLeaves(40), fc.nat())
  .filter(([leaves]) => leaves.length > 1)
  .map(([leaves, pick]) => {
    const tree = SumTree.build(leaves);
    const index = pick % leaves.length;
    return {
      root: tree.root,
      totalTokens: tree.totalTokens,
      totalFee: tree.totalFee,
      count: tree.count,
      index,
      leaf: leaves[index]!,
      path: tree.path(index),
    };
  });

test('every path of every tree verifies', () => {
  fc.assert(
    fc.property(anyLeaves(40), (leaves) => {
      const tree = SumTree.build(leaves);
      const { root, totalTokens, totalFee, count } = tree;
      leaves.forEach((leaf, index) => {
        expect(verifySumPath({ root, totalTokens, totalFee, count, index, leaf, path: tree.path(index) })).toBe(true);
      });
    }),
    { numRuns: 30 },
  );
});

test('a bit flipped in any byte of root, key, value or path is false', () => {
  fc.assert(
    fc.property(anyProof, fc.nat(7), (proof, bit) => {
      const { root, leaf, path } = proof;
      const mutants = [
        ...Array.from(root, (_, i) => ({ ...proof, root: flipBit(root, i, bit) })),
        ...Array.from(leaf.key, (_, i) => ({ ...proof, leaf: { ...leaf, key: flipBit(leaf.key, i, bit) } })),
        ...Array.from(leaf.value, (_, i) => ({ ...proof, leaf: { ...leaf, value: flipBit(leaf.value, i, bit) } })),
        ...path.flatMap((step, s) =>
          Array.from(step.hash, (_, i) => ({
            ...proof,
            path: path.with(s, { ...step, hash: flipBit(step.hash, i, bit) }),
          })),
        ),
      ];
      expect(mutants.filter(verifySumPath)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});

test('any other sum, side, index, count, or number of steps is false', () => {
  fc.assert(
    fc.property(anyProof, fc.bigInt({ min: 1n, max: 2n ** 40n }), fc.nat(), (proof, more, pick) => {
      const { leaf, path, index, count } = proof;
      const s = pick % path.length;
      const step = path[s]!;
      const otherSide = step.side === 'left' ? 'right' : 'left';
      const mutants: SumProof[] = [
        { ...proof, totalTokens: proof.totalTokens + more },
        { ...proof, totalFee: proof.totalFee + more },
        { ...proof, leaf: { ...leaf, tokens: leaf.tokens + more } },
        { ...proof, leaf: { ...leaf, fee: leaf.fee + more } },
        { ...proof, path: path.with(s, { ...step, tokens: step.tokens + more }) },
        { ...proof, path: path.with(s, { ...step, fee: step.fee + more }) },
        { ...proof, path: path.with(s, { ...step, side: otherSide }) },
        { ...proof, path: path.toSpliced(s, 1) },
        { ...proof, path: [...path, step] },
        { ...proof, index: (index + 1) % count },
        { ...proof, index: count },
        { ...proof, index: -1 },
        { ...proof, count: 0 },
      ];
      expect(mutants.filter(verifySumPath)).toEqual([]);
    }),
  );
});

test('moving tokens from the leaf to its sibling keeps the totals and is false', () => {
  fc.assert(
    fc.property(anyProof, ({ path, leaf, ...rest }) => {
      const [sibling, ...above] = path;
      fc.pre(sibling !== undefined && leaf.tokens > 0n);
      const inflated = { ...sibling, tokens: sibling.tokens + 1n };
      const proof = { ...rest, leaf: { ...leaf, tokens: leaf.tokens - 1n }, path: [inflated, ...above] };
      expect(verifySumPath(proof)).toBe(false);
    }),
  );
});

test('a node is not taken for a leaf, nor are malformed steps thrown at the caller', () => {
  fc.assert(
    fc.property(anyProof, (proof) => {
      const [first, ...rest] = proof.path;
      const malformed = [
        { ...first!, hash: new Uint8Array(31) },
        { ...first!, tokens: -1n },
        { ...first!, fee: 2n ** 64n },
      ];
      for (const step of malformed) expect(verifySumPath({ ...proof, path: [step, ...rest] })).toBe(false);
      expect(verifySumPath({ ...proof, leaf: { ...proof.leaf, key: first!.hash } })).toBe(false);
    }),
    { numRuns: 20 },
  );
});

test('another count that asks for another number of steps is false', () => {
  fc.assert(
    fc.property(anyProof, (proof) => {
      const depth = Math.ceil(Math.log2(proof.count));
      expect(verifySumPath({ ...proof, count: 2 ** (depth + 1) })).toBe(false);
      expect(verifySumPath({ ...proof, count: 2 ** 50 })).toBe(false);
    }),
  );
});
