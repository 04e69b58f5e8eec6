import type { Member } from '@pacer/client';
import { BatchKind, type Header, type Model } from '@pacer/proto/inference/v1';
import type { ModelChain } from './model-chain.js';
import { MODEL } from './rules.js';

/** What a Host earns in an epoch. */
export const REWARD = 1_000_000n;
const WEIGHT = 250_000_000n;
const STAKE = 1_000_000_000n;

/** The members of an epoch: all Hosts, all alike. */
export function membersOf({ parties }: ModelChain, epoch: number): Member[] {
  return parties.map(({ host, bls, ek }) => ({
    ...{ epoch: BigInt(epoch), host, payout: host, weight: WEIGHT, slots: 1n, stake: STAKE },
    keys: { consensus: new Uint8Array(32), bls, dealing: ek, fromEpoch: 0n },
    models: [MODEL],
  }));
}

export function modelsOf(): Model[] {
  return [
    {
      ...{ id: MODEL, number: 1, tokenizer: '', sampler: '', listed: true },
      ...{ maxFee: 1_000n, tokenPrice: 1n, tokenPpm: 0, threshold: 0 },
    },
  ];
}

/** Headers of an epoch as they are seen at a height; `nextHash` is there from the block after theirs on. */
export function headersOf(chain: ModelChain, epoch: number, at: number): Header[] {
  const seen = (chain.headers.get(epoch) ?? []).filter(({ height }) => height <= at);
  return seen.map(({ id, host, height, count, root, totalTokens, totalFee }) => {
    const next = height < at ? chain.block(height + 1)?.hash : undefined;
    return {
      ...{ id: BigInt(id), host, kind: BatchKind.ARTIFACT, model: 1 },
      ...{ height: BigInt(height), count, root, totalTokens, totalFee },
      nextHash: next === undefined ? new Uint8Array() : Uint8Array.from(Buffer.from(next, 'hex')),
    };
  });
}
