import { describe, expect, it } from '@jest/globals';
import type { ChainStatus } from './port.js';
import { endOf, engineOf, journal, KEY, operation } from './engine.test.support.js';
import { ModelChain } from './model-chain.test.support.js';

/** The model chain with the times of production: 17,280 blocks of 5 s, deadlines on a grid of 240 s. */
class ProductionChain extends ModelChain {
  override async status(): Promise<ChainStatus> {
    return { ...(await super.status()), epochLength: 17_280n, targetBlockMs: 5_000n };
  }
}

const SECOND = 1_000_000_000n;

/** Seconds of the grid that the deadline of an operation is on. */
async function gridOf(windowBlocks: bigint | undefined): Promise<bigint> {
  const chain = new ProductionChain();
  const key = `${KEY}/${windowBlocks ?? 'epoch'}`;
  const { signed } = await engineOf(chain).submit(
    operation({ key, ...(windowBlocks !== undefined && { windowBlocks }) }),
  );
  const { timeNs } = await chain.status();
  const { deadlineNs, sinceNs } = signed!;
  const grid = (deadlineNs / SECOND) * SECOND - sinceNs;
  expect(grid % (2n * SECOND)).toBe(0n);
  expect(deadlineNs > timeNs && deadlineNs <= timeNs + grid + SECOND).toBe(true);
  return grid / (2n * SECOND);
}

describe('the deadline of an operation', () => {
  it('follows from the length of its window, if that is shorter than an epoch', async () => {
    expect(await gridOf(undefined)).toBe(240n);
    expect(await gridOf(120n)).toBe(75n);
    expect(await gridOf(8n)).toBe(5n);
    expect(await gridOf(100_000n)).toBe(240n);
  });

  it('is the same after a restart that signs what an earlier run intended', async () => {
    const chain = new ProductionChain();
    const intended = operation({ windowBlocks: 120n });
    const { messages, gas } = intended;
    journal.intend(KEY, 1, { messages, gas, granter: undefined, wantsEffect: false, windowBlocks: 120n }, 0);
    expect(endOf((await engineOf(chain).settle())[0])).toBeUndefined();
    const { deadlineNs, sinceNs } = journal.latest(KEY)!.signed!;
    expect((deadlineNs / SECOND) * SECOND - sinceNs).toBe(150n * SECOND);
  });
});
