import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalNet } from '@pacer/testing';
import { DemoFailed } from './failed.js';

const stallMs = 15_000;

/** Fails when no validator shows a new block for 15 s. Resolves when it is aborted. */
export async function watchBlocks(net: LocalNet, signal: AbortSignal): Promise<void> {
  let highest = 0;
  let since = performance.now();
  while (!signal.aborted) {
    const heights = await Promise.all(net.nodes.map((node) => net.height(node).catch(() => 0)));
    const now = Math.max(...heights);
    if (now > highest) {
      highest = now;
      since = performance.now();
    } else if (performance.now() - since > stallMs) {
      const slowest = net.nodes[heights.indexOf(Math.min(...heights))];
      throw new DemoFailed(
        'blocks',
        `a block within ${stallMs / 1000} s`,
        `height ${highest} since then`,
        slowest?.process.tail(),
      );
    }
    await sleep(500, undefined, { signal }).catch(() => undefined);
  }
}
