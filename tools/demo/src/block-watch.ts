import { setTimeout as sleep } from 'node:timers/promises';
import { type LocalNet } from '@pacer/testing';
import { DemoFailed } from './failed.js';

const stallMs = 30_000;
const answerMs = 5_000;

/** Fails when after the first block no validator shows a new one for 30 s. Resolves when it is aborted. */
export async function watchBlocks(net: LocalNet, signal: AbortSignal): Promise<void> {
  let highest = 0;
  let since = performance.now();
  while (!signal.aborted) {
    const heights = await Promise.all(net.nodes.map((node) => net.height(node, answerMs).catch(() => 0)));
    const now = Math.max(...heights);
    // Until the first block it is for whoever starts the network to lose patience.
    if (now > highest || highest === 0) {
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
