import type { PacerQuery } from '@pacer/client';
import type { Verdict } from '@pacer/journal';
import { Verdict as ChainVerdict } from '@pacer/proto/validation/v1';

/** Batches between two that are asked for, up to which one question for all is cheaper than two. */
const GAP = 16n;

/** Where a result stands within its epoch, as text. */
export function placeOf({ batchId, index }: { batchId: bigint; index: number }): string {
  return `${batchId}.${index}`;
}

/**
 * The verdicts that the chain has recorded for a Host in some batches of an epoch, by `placeOf`. Other batches are read only
 * where they lie in between.
 */
export async function recordedIn(
  query: Pick<PacerQuery, 'validation'>,
  host: string,
  epoch: bigint,
  batches: readonly bigint[],
): Promise<Map<string, Verdict>> {
  const recorded = new Map<string, Verdict>();
  for (const { first, last } of runsOf(batches)) {
    for (let from = first; from <= last;) {
      const page = await query.validation.results({ epoch, host, from, limit: Number(last - from) + 1 });
      for (const { batch, index, verdict } of page.results) {
        const its = verdict === ChainVerdict.MATCH ? 'match' : 'mismatch';
        recorded.set(placeOf({ batchId: batch, index }), its);
      }
      // A page that does not move on would be asked for ever.
      if (page.next <= from) break;
      from = page.next;
    }
  }
  return recorded;
}

/** Batches that lie close to each other as ranges, ascending. */
function runsOf(batches: readonly bigint[]): { first: bigint; last: bigint }[] {
  const runs: { first: bigint; last: bigint }[] = [];
  for (const id of [...new Set(batches)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
    const run = runs.at(-1);
    if (run && id - run.last <= GAP) run.last = id;
    else runs.push({ first: id, last: id });
  }
  return runs;
}
