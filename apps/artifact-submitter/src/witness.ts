import { askAll, type EndpointPool, type Testimony } from '@pacer/client';
import { compare } from '@pacer/crypto';
import type { Result } from '@pacer/journal';
import { grouped } from './grouped.js';
import { placeOf, recordedIn } from './recorded.js';

/** What the nodes say to whether this Host's batch has this id: nothing is settled for good on the word of one. */
export function batchTestimony(
  pool: EndpointPool,
  host: string,
  { epoch, root }: { epoch: bigint; root: Uint8Array },
  id: bigint,
): Promise<Testimony> {
  return askAll(pool, async ({ inference }) => {
    const { headers } = await inference.headers({ epoch, from: id });
    const header = headers.find((one) => one.id === id);
    return header === undefined ? undefined : header.host === host && compare(header.root, root) === 0;
  });
}

/**
 * What the nodes say to whether the chain has recorded all of these results.
 * @param as with our verdict, or with the other one
 */
export function resultsTestimony(
  pool: EndpointPool,
  host: string,
  results: readonly Result[],
  as: 'ours' | 'the other',
): Promise<Testimony> {
  return askAll(pool, async (query) => {
    const answers: (boolean | undefined)[] = [];
    for (const [epoch, ours] of grouped(results, (one) => one.epoch)) {
      const batches = ours.map(({ batchId }) => batchId);
      const recorded = await recordedIn(query, host, epoch, batches);
      for (const result of ours) {
        const its = recorded.get(placeOf(result));
        answers.push(its && (its === result.verdict) === (as === 'ours'));
      }
    }
    // A node that lacks one may be a block behind: it does not know. One that has another verdict says no.
    return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
  });
}

/** What the nodes say to whether results of an epoch are no longer accepted. @param until first epoch that does not take them */
export function overTestimony(pool: EndpointPool, until: bigint): Promise<Testimony> {
  return askAll(pool, async ({ epoch }) => (await epoch.status()).epoch >= until);
}
