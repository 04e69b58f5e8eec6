import { type Schedule } from '@pacer/proto/epoch/v1';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { MsgDeal, MsgOpen } from '@pacer/proto/sprint/v1';
import { type ChainBlock, type ChainTx } from './chain-watch.js';
import { type AgentName } from './host-agents.js';
import { type Injection } from './injections.js';

/** What a Host does once in an epoch. */
export type WindowKind = 'deal' | 'open' | 'claim';

/** The agent that does it, and the blocks in a row without any fault that it must have to do it. */
export const windowKinds: Record<WindowKind, { readonly agent: AgentName; readonly quietBlocks: number }> = {
  // Computing a dealing takes seconds, and a kill in the middle begins it anew.
  deal: { agent: 'contributor', quietBlocks: 20 },
  open: { agent: 'contributor', quietBlocks: 8 },
  claim: { agent: 'claimer', quietBlocks: 20 },
};

const types = { deal: MsgDeal, open: MsgOpen, claim: MsgClaimReward } as const;

/** One deal, open or claim of one Host in one epoch: from its first block to the last, both included. */
export interface HostWindow {
  readonly kind: WindowKind;
  readonly host: string;
  readonly epoch: bigint;
  readonly from: bigint;
  readonly to: bigint;
}

/** What became of a window. */
export interface WindowOutcome extends HostWindow {
  /** Inclusions with code 0: 1 is right. */
  readonly times: number;
  /**
   * Whether the chain made enough blocks in a row in it during which nothing was done to the agent. One that is not reachable
   * may be used all the same.
   */
  readonly isReachable: boolean;
  /** Names of the faults that were done to the agent in it. */
  readonly faults: readonly string[];
}

/** The windows of a Host that are over at a height. @param schedules of epochs 0, 1, …; the last one may be under way */
export function windowsOf(host: string, schedules: readonly Schedule[], tip: bigint): HostWindow[] {
  return schedules.flatMap(({ epoch, cutoff, dealOpen, dealClose, nextStart }, i) => {
    const afterNext = schedules[i + 1]?.nextStart ?? 0n;
    const all: HostWindow[] = [
      { kind: 'deal', host, epoch, from: dealOpen, to: dealClose - 1n },
      { kind: 'open', host, epoch, from: cutoff, to: nextStart - 1n },
      { kind: 'claim', host, epoch, from: cutoff, to: afterNext - 1n },
    ];
    return all.filter(({ from, to }) => to >= from && to <= tip);
  });
}

/** How often each window's message is on the chain, and whether its agent could have sent it. */
export function auditWindow(
  window: HostWindow,
  blocks: readonly ChainBlock[],
  injections: readonly Injection[],
): WindowOutcome {
  const txs = blocks.flatMap((block) => block.txs);
  const inside = blocks.filter(({ height }) => height >= window.from && height <= window.to);
  const [first, last] = [inside[0]?.seenMs ?? 0, inside.at(-1)?.seenMs ?? 0];
  const over = (one: Injection) => one.beganMs <= last && (one.endedMs ?? Infinity) >= first;
  const faults = injections.filter(over);
  return {
    ...window,
    times: txs.filter((tx) => tx.code === 0 && isOf(window, tx)).length,
    isReachable: longestQuiet(inside, faults) >= windowKinds[window.kind].quietBlocks,
    faults: [...new Set(faults.map(({ fault }) => fault))],
  };
}

function isOf({ kind, host, epoch }: HostWindow, { messages }: ChainTx): boolean {
  const type = types[kind];
  return messages.some(({ typeUrl, value }) => {
    if (typeUrl !== `/${type.$type}`) return false;
    const message = type.decode(value);
    return message.host === host && message.epoch === epoch;
  });
}

function longestQuiet(blocks: readonly ChainBlock[], faults: readonly Injection[]): number {
  let [longest, now] = [0, 0];
  for (const { seenMs } of blocks) {
    const isStruck = faults.some(({ beganMs, endedMs }) => beganMs <= seenMs && (endedMs ?? Infinity) >= seenMs);
    now = isStruck ? 0 : now + 1;
    longest = Math.max(longest, now);
  }
  return longest;
}
