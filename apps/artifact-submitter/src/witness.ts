import { askAll, type EndpointPool, type PacerQuery, type Testimony } from '@pacer/client';
import { compare } from '@pacer/crypto';
import type { Result } from '@pacer/journal';
import { Verdict } from '@pacer/proto/validation/v1';
import { grouped } from './grouped.js';

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
      const recorded = await recordedFrom(query, host, epoch, ours);
      for (const { batchId, index, verdict } of ours) {
        const its = recorded.get(`${batchId}.${index}`);
        answers.push(its && (its === verdict) === (as === 'ours'));
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

/** The verdicts that the chain has recorded for a Host, from the first batch of some results on, by `batch.index`. */
export async function recordedFrom(
  query: PacerQuery,
  host: string,
  epoch: bigint,
  results: readonly { batchId: bigint }[],
): Promise<Map<string, 'match' | 'mismatch'>> {
  const recorded = new Map<string, 'match' | 'mismatch'>();
  const [first = 0n] = results.map(({ batchId }) => batchId).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  for (let from = first; ;) {
    const page = await query.validation.results({ epoch, host, from });
    for (const { batch, index, verdict } of page.results) {
      recorded.set(`${batch}.${index}`, verdict === Verdict.MATCH ? 'match' : 'mismatch');
    }
    if (page.next <= from) return recorded;
    from = page.next;
  }
}
