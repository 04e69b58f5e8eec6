import { describe, expect, test } from '@jest/globals';
import { artifactLeafValue, concat, SumTree, type SumLeaf } from '@pacer/crypto';
import { MAX_BATCH_COUNT } from '@pacer/journal';
import { leafCheck, MOST_TOKENS } from './leaf-check.js';

const bytes = (length: number) => new Uint8Array(length).fill(7);
const value = artifactLeafValue({
  ...{ sha256Body: bytes(32), sha256Response: bytes(32), artifactHash: bytes(32) },
  ...{ requester: bytes(20), signature: bytes(64) },
});
const leaf = (change: Partial<SumLeaf> = {}): SumLeaf => ({ key: bytes(32), tokens: 5n, fee: 3n, value, ...change });
const check = leafCheck({ kind: 'artifact', model: 'm' }, 3n);

describe('a record', () => {
  test('that is right goes into a batch', () => {
    expect(check(leaf())).toBeUndefined();
    expect(check(leaf({ tokens: MOST_TOKENS }))).toBeUndefined();
  });

  test.each<[string, Partial<SumLeaf>, RegExp]>([
    ['costs more than the model allows', { fee: 4n }, /^FEE: 4 is above 3/],
    ['has so many tokens that a sum overflows', { tokens: MOST_TOKENS + 1n }, /^TOKENS: /],
    ['has bytes for a leaf that are no protobuf', { value: Uint8Array.of(255, 255) }, /no protobuf/],
    ['has an empty leaf', { value: new Uint8Array() }, /^LEAF: sha256Body has 0 bytes instead of 32/],
    ['lacks the signature', { value: value.slice(0, -66) }, /^LEAF: signature has 0 bytes instead of 64/],
    ['has more in its leaf than the fields', { value: concat(value, Uint8Array.of(48, 1)) }, /canonical/],
    ['has its fields in another order', { value: concat(value.slice(34), value.slice(0, 34)) }, /canonical/],
  ])('that %s is named with the reason', (_, change, reason) => {
    expect(check(leaf(change))).toMatch(reason);
  });

  test('8,192 with the most tokens fit into the sums of a tree and the integers of the journal', () => {
    const key = (n: number) => Uint8Array.from({ length: 32 }, (_, i) => (i === 30 ? n >> 8 : i === 31 ? n & 255 : 0));
    const leaves = Array.from({ length: MAX_BATCH_COUNT }, (_, n) => leaf({ key: key(n), tokens: MOST_TOKENS }));
    const { totalTokens } = SumTree.build(leaves);
    expect(totalTokens).toBe(MOST_TOKENS * 8_192n);
    expect(totalTokens < 2n ** 63n && totalTokens + 8_192n === 2n ** 63n).toBe(true);
  });
});
