import { compare } from '@pacer/crypto';
import type { SumLeaf } from '@pacer/crypto';
import { MAX_BATCH_COUNT } from '@pacer/journal';
import { ArtifactLeaf } from '@pacer/proto/inference/v1';
import type { Lane } from './lane.js';

/**
 * Tokens that one record may have: 8,192 of them stay below 2^63, where the integers of the work journal end (the chain's end
 * at 2^64). No answer has so many; a record that says so would make a sum overflow, and its batch would never come to be.
 */
export const MOST_TOKENS: bigint = 2n ** 63n / BigInt(MAX_BATCH_COUNT) - 1n;

/** Bytes of each field of an ArtifactLeaf (§1). */
const FIELDS = {
  sha256Body: 32,
  sha256Response: 32,
  artifactHash: 32,
  requester: 20,
  signature: 64,
} as const satisfies Record<keyof ArtifactLeaf, number>;

/**
 * Says what is wrong with a record before it gets into a batch: what nobody could validate or the chain would refuse stays out
 * by name, and the others go without it.
 * @param maxFee the most that the chain takes for one record of the lane
 * @returns for each leaf the reason, or undefined for a good one
 */
export function leafCheck({ kind }: Lane, maxFee: bigint): (leaf: SumLeaf) => string | undefined {
  return ({ fee, tokens, value }) => {
    if (fee > maxFee) return `FEE: ${fee} is above ${maxFee}, the most that a record of this model may cost`;
    if (tokens > MOST_TOKENS) return `TOKENS: ${tokens} is above ${MOST_TOKENS}, the most that a sum has room for`;
    // The other kind's leaf is fixed when the chain takes that kind.
    return kind === 'artifact' ? artifactFault(value) : undefined;
  };
}

function artifactFault(value: Uint8Array): string | undefined {
  let leaf: ArtifactLeaf;
  try {
    leaf = ArtifactLeaf.decode(value);
  } catch {
    return 'LEAF: its value is no protobuf';
  }
  for (const [name, length] of Object.entries(FIELDS) as [keyof typeof FIELDS, number][]) {
    if (leaf[name].length !== length) return `LEAF: ${name} has ${leaf[name].length} bytes instead of ${length}`;
  }
  const isCanonical = compare(ArtifactLeaf.encode(leaf).finish(), value) === 0;
  return isCanonical ? undefined : 'LEAF: its value is not the canonical encoding';
}
