import { sha256 } from '@noble/hashes/sha2.js';
import { concat, hex, u64be, utf8 } from './bytes.js';
import { leafHash, leafNode, parentNode } from './sum-node.js';
import { codeOf } from './testing/refusal.js';

const leaf = { key: new Uint8Array(32).fill(1), tokens: 5n, fee: 7n, value: utf8('value') };
const node = leafNode(leaf);
const U64_MAX = 2n ** 64n - 1n;

test('a leaf is prefix 0, key, tokens, fee and the hash of its value', () => {
  const preimage = concat(Uint8Array.of(0), leaf.key, u64be(5n), u64be(7n), sha256(leaf.value));
  expect(hex(leafHash(leaf))).toBe(hex(sha256(preimage)));
});

test('a node is prefix 1 and both sides with their sums, and adds them', () => {
  const right = leafNode({ ...leaf, tokens: 1n, fee: 2n });
  const preimage = concat(Uint8Array.of(1), node.hash, u64be(5n), u64be(7n), right.hash, u64be(1n), u64be(2n));
  expect(parentNode(node, right)).toEqual({ hash: sha256(preimage), tokens: 6n, fee: 9n });
});

test('sums that reach 2^64 are refused, just below not', () => {
  expect(parentNode({ ...node, tokens: U64_MAX - 5n }, node).tokens).toBe(U64_MAX);
  expect(codeOf(() => parentNode({ ...node, tokens: U64_MAX - 4n }, node))).toBe('overflow');
  expect(codeOf(() => parentNode(node, { ...node, fee: U64_MAX }))).toBe('overflow');
});

test('a key, hash or sum of another shape is refused', () => {
  expect(codeOf(() => leafHash({ ...leaf, key: new Uint8Array(31) }))).toBe('bad-length');
  expect(codeOf(() => leafHash({ ...leaf, fee: -1n }))).toBe('out-of-range');
  expect(codeOf(() => leafHash({ ...leaf, tokens: 2n ** 64n }))).toBe('out-of-range');
  expect(codeOf(() => parentNode(node, { ...node, hash: new Uint8Array(33) }))).toBe('bad-length');
  expect(codeOf(() => parentNode(node, { ...node, tokens: -5n }))).toBe('out-of-range');
});
