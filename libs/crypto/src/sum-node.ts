import { sha256 } from '@noble/hashes/sha2.js';
import { assertLength, assertU64, concat, u64be } from './bytes.js';
import { CryptoError } from './error.js';

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);
const U64_MAX = 2n ** 64n - 1n;

/** A record of a batch as a leaf of its sum tree (§1). */
export interface SumLeaf {
  /** 32 bytes; a request id */
  key: Uint8Array;
  /** u64 */
  tokens: bigint;
  /** u64, in upacer */
  fee: bigint;
  /** the record itself, of any length; only its hash is in the leaf */
  value: Uint8Array;
}

/** A node of a sum tree: what stands below it, hashed and summed. */
export interface SumNode {
  /** 32 bytes */
  hash: Uint8Array;
  /** u64 */
  tokens: bigint;
  /** u64, in upacer */
  fee: bigint;
}

/**
 * `SHA-256(0x00 ‖ key ‖ tokens ‖ fee ‖ SHA-256(value))` (§1), 32 bytes.
 * @throws CryptoError `bad-length` for a key of another length, `out-of-range` for a sum that is no u64
 */
export function leafHash({ key, tokens, fee, value }: SumLeaf): Uint8Array {
  assertLength(key, 32, 'the leaf key');
  return sha256(concat(LEAF_PREFIX, key, u64be(tokens), u64be(fee), sha256(value)));
}

/** The leaf as a node. Throws as `leafHash`. */
export function leafNode(leaf: SumLeaf): SumNode {
  return { hash: leafHash(leaf), tokens: leaf.tokens, fee: leaf.fee };
}

/**
 * The node over two nodes: `SHA-256(0x01 ‖ L ‖ tokens_L ‖ fee_L ‖ R ‖ tokens_R ‖ fee_R)` and the sums (§1).
 * @throws CryptoError `bad-length`, `out-of-range`; `overflow` when a sum is no u64: a wrapped sum would hide value
 */
export function parentNode(left: SumNode, right: SumNode): SumNode {
  for (const { hash, tokens, fee } of [left, right]) {
    assertLength(hash, 32, 'a node hash');
    assertU64(tokens, 'the tokens of a node');
    assertU64(fee, 'the fee of a node');
  }
  const tokens = left.tokens + right.tokens;
  const fee = left.fee + right.fee;
  if (tokens > U64_MAX || fee > U64_MAX) {
    throw new CryptoError('overflow', 'the sums of this tree exceed 2^64 − 1: split the batch');
  }
  const hash = sha256(concat(NODE_PREFIX, ...[left, right].flatMap((n) => [n.hash, u64be(n.tokens), u64be(n.fee)])));
  return { hash, tokens, fee };
}
