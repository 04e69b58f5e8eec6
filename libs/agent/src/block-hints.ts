import { listenForBlocks, type EndpointPool, type WakeUpChange, type WakeUpOptions } from '@pacer/client';
import { Hints } from './hints.js';
import type { Logger } from './log.js';
import type { Machine } from './machine.js';

/** What hints come from. */
export interface HintSources extends Pick<Machine, 'openWebSocket'> {
  pool: Pick<EndpointPool, 'endpoints' | 'minHeight'> | undefined;
  log: Logger;
  /** times, where they are not the usual ones */
  times?: Pick<WakeUpOptions, 'heartbeatMs' | 'answerMs' | 'retryMs'>;
}

/** Hints that come until they are closed. */
export type OpenHints = Hints & { close(): Promise<void> };

/**
 * Hints of new blocks from the endpoints of a pool, so that a program looks when there is something to see and not half a block
 * later. Undefined where there is nothing to listen with.
 */
export function hintsOfBlocks({ openWebSocket, pool, log, times }: HintSources): OpenHints | undefined {
  if (!openWebSocket || !pool) return undefined;
  const hints = new Hints();
  const controller = new AbortController();
  const ended = listenForBlocks({
    ...times,
    urls: pool.endpoints.map(({ url }) => url),
    height: () => pool.minHeight,
    webSocket: openWebSocket,
    signal: controller.signal,
    onHint: () => {
      hints.give();
    },
    onChange: (change) => {
      note(log, change);
    },
  });
  const close = async () => {
    controller.abort();
    await ended;
  };
  return Object.assign(hints, { close });
}

/** Quietly: whether there are hints changes nothing but how soon something is seen. */
function note(log: Logger, change: WakeUpChange): void {
  if (change.kind === 'listening') log.debug({ endpoint: change.url }, `hears of new blocks from ${change.url}`);
  else if (change.kind === 'unavailable') log.debug(`hears of no new blocks: ${change.why}`);
  else log.debug({ endpoint: change.url }, `hears no more of new blocks from ${change.url}: ${change.why}`);
}
