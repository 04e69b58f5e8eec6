import { type Header } from '@pacer/proto/inference/v1';
import { type Item } from './item-list.js';
import { isPoisoned } from './poison.js';

/** What is wrong with a poisoned result, by the outcome that the chain gives it. */
export const resultPoisons = ['NO_SUCH_INDEX', 'OWN_BATCH', 'NO_SUCH_BATCH'] as const;
export type ResultPoison = (typeof resultPoisons)[number];

export interface PoisonedResult extends Item {
  readonly poison: ResultPoison;
}

/** The journal takes no greater index. */
const MAX_INDEX = 8_191;
/** No epoch of these runs has so many batches. */
const ABSENT_BATCH = 1_000_000n;

/**
 * A result that the chain never takes.
 * @param number of the poisoned results of this Host, from 0: each number has a place of its own
 * @param headers of the epoch so far, all Hosts'
 * @returns one that needs no header where there is none that could serve
 */
export function poisonedResult(
  host: string,
  place: number,
  number: number,
  epoch: bigint,
  headers: readonly Header[],
): PoisonedResult {
  const poison = resultPoisons[(place + number) % resultPoisons.length];
  const header = headers.find((one) =>
    poison === 'OWN_BATCH'
      ? one.host === host && number < one.count
      : one.host !== host && one.count + number <= MAX_INDEX,
  );
  if (header && poison === 'OWN_BATCH') {
    return { epoch, batchId: header.id, index: number, owner: host, poison };
  }
  if (header && poison === 'NO_SUCH_INDEX') {
    return { epoch, batchId: header.id, index: header.count + number, owner: header.host, poison };
  }
  const owner = headers.find((one) => one.host !== host)?.host ?? host;
  return { epoch, batchId: ABSENT_BATCH + BigInt(number), index: 0, owner, poison: 'NO_SUCH_BATCH' };
}

/** Duties with a poisoned result among every so many. @param next makes the next one */
export function withPoison(
  duties: readonly Item[],
  { every, before, next }: { every: number; before: number; next: () => PoisonedResult },
): { items: Item[]; poisoned: PoisonedResult[] } {
  const poisoned: PoisonedResult[] = [];
  const items = duties.flatMap((duty, i): Item[] => {
    if (!isPoisoned(before + i, every)) return [duty];
    const one = next();
    poisoned.push(one);
    return [one, duty];
  });
  return { items, poisoned };
}
