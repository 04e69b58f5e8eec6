import type { EndpointPool, PacerQuery } from '@pacer/client';
import type { Part } from './settings.js';
import { askAll } from './witnesses.js';

/**
 * Whether the chain's state has the dealing or opening of a Host at two healthy endpoints, or at the only one there is. The
 * answer to a broadcast, or a transaction in a block, is not enough.
 */
export async function isShownOnChain(pool: EndpointPool, part: Part, epoch: bigint, host: string): Promise<boolean> {
  return (await askAll(pool, (query) => isShown(query, part, epoch, host))).agreed;
}

async function isShown({ sprint }: PacerQuery, part: Part, epoch: bigint, host: string): Promise<boolean | undefined> {
  const found = (await sprint.dealStatus(epoch))?.contributions.find((one) => one.host === host);
  return found && (part === 'deal' ? found.dealtHeight : found.openedHeight) > 0n;
}
