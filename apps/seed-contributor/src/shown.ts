import { askAll, type EndpointPool, type PacerQuery, type Testimony, verdictOf } from '@pacer/client';
import type { Part } from './settings.js';

/**
 * What the healthy nodes say to whether the chain's state has the dealing or opening of a Host. The answer to a broadcast, or a
 * transaction in a block, is not enough; nor is one node.
 */
export function shownTestimony(pool: EndpointPool, part: Part, epoch: bigint, host: string): Promise<Testimony> {
  return askAll(pool, (query) => isShown(query, part, epoch, host));
}

/** Whether the chain's state has it; undefined while that is not proven either way. */
export async function isShownOnChain(
  pool: EndpointPool,
  part: Part,
  epoch: bigint,
  host: string,
): Promise<boolean | undefined> {
  return verdictOf(await shownTestimony(pool, part, epoch, host));
}

async function isShown({ sprint }: PacerQuery, part: Part, epoch: bigint, host: string): Promise<boolean | undefined> {
  const found = (await sprint.dealStatus(epoch))?.contributions.find((one) => one.host === host);
  return found && (part === 'deal' ? found.dealtHeight : found.openedHeight) > 0n;
}
