import type { Member, Snapshot } from '@pacer/client';
import type { Header } from '@pacer/proto/inference/v1';
import { RewardState } from '@pacer/proto/reward/v1';

/** A port: what drawing duties needs from the chain, all at one height. */
export interface DutyChain {
  readonly height: bigint;
  /** N. */
  readonly epoch: bigint;
  members(epoch: bigint): Promise<readonly Member[]>;
  /** Share of records that are re-executed, in millionths. */
  ratePpm(epoch: bigint): Promise<number>;
  /** All headers of an epoch from an id on. */
  headers(epoch: bigint, from: bigint): Promise<readonly Header[]>;
  /** Places of this Host's results on chain. */
  results(epoch: bigint): Promise<readonly { readonly batch: bigint; readonly index: number }[]>;
  /** Whether this Host's reward of an epoch is claimed, or burned: then its duties help nobody. */
  isOver(epoch: bigint): Promise<boolean>;
}

const OVER: readonly RewardState[] = [RewardState.HELD, RewardState.PAID, RewardState.BURNED];

/** The port over a snapshot of the real chain. */
export function dutyChain({ query, height, status }: Snapshot, host: string): DutyChain {
  return {
    ...{ height, epoch: status.epoch },
    members: (epoch) => query.host.members(epoch),
    ratePpm: (epoch) => query.validation.rate(epoch),
    headers: (epoch, from) => query.inference.allHeaders({ epoch, from }, height),
    results: async (epoch) => (await query.validation.allResults({ epoch, host }, height)).results,
    isOver: async (epoch) => OVER.includes((await query.reward.settlement({ epoch, host })).reward.state),
  };
}
