import type { PacerQuery } from '@pacer/client';
import type { ItemKey, Verdict } from '@pacer/journal';
import type { AttemptFacts } from './facts.js';
import { grouped } from './grouped.js';
import { placeOf, recordedIn } from './recorded.js';

/** A result that is not known to be on chain, as far as this module needs it. */
type Open = ItemKey & { readonly op?: string | undefined };

/** What was read of one batch, and what had happened by then. */
interface BatchRead {
  /** empty: it is to be read again */
  news: ReadonlySet<string>;
  /** by place */
  verdicts: ReadonlyMap<string, Verdict>;
}

/**
 * What the chain has recorded for this Host in the batches that have open results. Each is read once an epoch, and again only
 * when an operation on it has ended: with a backlog of many thousands a pass asks for nothing that it knows.
 */
export class ChainResults {
  readonly #host: string;
  readonly #batches = new Map<string, BatchRead>();

  constructor(host: string) {
    this.#host = host;
  }

  /** The batches of some items are read again: somebody who was asked may not have told the truth, or lagged. */
  forget(items: readonly ItemKey[]): void {
    for (const { epoch, batchId } of items) {
      const read = this.#batches.get(`${epoch}/${batchId}`);
      if (read) read.news = new Set();
    }
  }

  /** How many results of this Host the chain is known to have in some batches of an epoch. */
  stored(epoch: bigint, batches: Iterable<bigint>): number {
    let count = 0;
    for (const batchId of batches) count += this.#batches.get(`${epoch}/${batchId}`)?.verdicts.size ?? 0;
    return count;
  }

  /**
   * What the chain shows for open results.
   * @param at the height and epoch of the query, not below those of any call before
   * @param open all that are looked at; what was read of other batches is forgotten
   * @param operations latest attempts, by operation key
   * @returns for an item the recorded verdict, undefined if there is none
   */
  async read(
    query: Pick<PacerQuery, 'validation'>,
    at: { height: bigint; epoch: bigint },
    open: readonly Open[],
    operations: Pick<ReadonlyMap<string, AttemptFacts>, 'get'>,
  ): Promise<(item: ItemKey) => Verdict | undefined> {
    const byBatch = grouped(open, ({ epoch, batchId }) => `${epoch}/${batchId}`);
    for (const key of this.#batches.keys()) if (!byBatch.has(key)) this.#batches.delete(key);
    const stale = new Map<bigint, { key: string; batchId: bigint; news: Set<string> }[]>();
    for (const [key, items] of byBatch) {
      const news = newsOf(items, at, operations);
      const known = this.#batches.get(key)?.news;
      const [first] = items;
      if (!first || (known && [...news].every((one) => known.has(one)))) continue;
      const ofEpoch = stale.get(first.epoch) ?? [];
      ofEpoch.push({ key, batchId: first.batchId, news });
      stale.set(first.epoch, ofEpoch);
    }
    for (const [epoch, batches] of stale) {
      const ids = batches.map(({ batchId }) => batchId);
      const recorded = await recordedIn(query, this.#host, epoch, ids);
      const verdicts = new Map(batches.map(({ batchId }) => [batchId, new Map<string, Verdict>()]));
      for (const [place, verdict] of recorded) verdicts.get(BigInt(place.split('.')[0] ?? ''))?.set(place, verdict);
      for (const { key, batchId, news } of batches) {
        this.#batches.set(key, { news, verdicts: verdicts.get(batchId) ?? new Map<string, Verdict>() });
      }
    }
    return (item) => this.#batches.get(`${item.epoch}/${item.batchId}`)?.verdicts.get(placeOf(item));
  }
}

/** What may have changed a batch on chain: a new epoch, and attempts that ended no later than what is read shows. */
function newsOf(
  items: readonly Open[],
  { height, epoch }: { height: bigint; epoch: bigint },
  operations: Pick<ReadonlyMap<string, AttemptFacts>, 'get'>,
): Set<string> {
  const news = new Set([`epoch ${epoch}`]);
  for (const op of new Set(items.map((item) => item.op))) {
    const latest = op === undefined ? undefined : operations.get(op);
    const outcome = latest?.outcome;
    if (latest === undefined || outcome === undefined || (outcome.kind === 'ok' && outcome.height > height)) continue;
    news.add(`${op}#${latest.attempt}`);
  }
  return news;
}
