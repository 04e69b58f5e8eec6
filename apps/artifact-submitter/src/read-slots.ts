import { type NextSlot, type PacerQuery, QueryError } from '@pacer/client';
import { type Lane, laneOf, numberOf } from './lane.js';

/** What the chain says about its lanes. */
export interface Slots {
  /** when the next batch of a lane is taken */
  slots: Map<string, NextSlot>;
  /** why there is none */
  untaken: Map<string, string>;
  /** most that a record may cost, by model */
  maxFees: Map<string, bigint>;
}

/**
 * Asks NextSlot for some lanes.
 * @param mostFee what no record of this Host may cost more than, whatever its model
 */
export async function slotsOf(
  query: Pick<PacerQuery, 'inference'>,
  host: string,
  lanes: readonly Lane[],
  mostFee: bigint,
): Promise<Slots> {
  const found: Slots = { slots: new Map(), untaken: new Map(), maxFees: new Map() };
  if (lanes.length === 0) return found;
  const models = new Map((await query.inference.models()).map((model) => [model.id, model]));
  for (const { kind, model } of new Map(lanes.map((lane) => [laneOf(lane), lane])).values()) {
    const lane = laneOf({ kind, model });
    const known = models.get(model);
    if (!known?.listed) {
      found.untaken.set(lane, 'the chain does not list this model');
      continue;
    }
    found.maxFees.set(model, known.maxFee < mostFee ? known.maxFee : mostFee);
    try {
      found.slots.set(lane, await query.inference.nextSlot({ host, kind: numberOf(kind), model }));
    } catch (error) {
      // Of artifacts it takes batches: a node that says otherwise is not well, and others are asked.
      if (kind === 'artifact' || !(error instanceof QueryError)) throw error;
      found.untaken.set(lane, `the chain takes no batches of kind ${kind} (${error.codespace}/${error.abciCode})`);
    }
  }
  return found;
}
