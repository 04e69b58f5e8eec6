import { duties } from '@pacer/crypto';
import { BatchKind, type Header, type Model } from '@pacer/proto/inference/v1';
import { type Result } from '@pacer/proto/validation/v1';
import { type Member } from '../queries/host.js';
import { type PacerQuery } from '../queries/pacer-query.js';

/** A record that a Host has to re-execute. */
export interface Duty {
  /** Index of the batch in its epoch. */
  batch: bigint;
  /** Position of the record in the batch, from 0. */
  index: number;
  /** Host that committed the batch. */
  owner: string;
  /** Id of the model. */
  model: string;
}

/** What the draw of a Host's duties in an epoch depends on: chain state of one height, and the Host's secret. */
export interface DutyFacts {
  chainId: string;
  /** Address of the Host that re-executes. */
  host: string;
  /** The Host's secret of the epoch, 96 bytes. */
  sigma: Uint8Array;
  headers: readonly Header[];
  /** All members of the epoch. */
  members: readonly Member[];
  models: readonly Model[];
  /** Share of records that are re-executed, in millionths. */
  ratePpm: number;
}

/** Kind of batches on which duties are drawn, until Transfer Agents exist. */
export const DUTY_KIND = BatchKind.ARTIFACT;

/**
 * All duties of a Host in an epoch (§7), in order of batch and index. Batches whose next block does not exist yet have none so far; a
 * Host has none on its own batches or on models that it does not serve.
 */
export function drawDuties({ chainId, host, sigma, headers, members, models, ratePpm }: DutyFacts): Duty[] {
  const modelIds = new Map(models.map(({ number, id }) => [number, id]));
  const self = members.find((member) => member.host === host);
  if (self === undefined) return [];
  return headers.flatMap((header) => {
    const model = modelIds.get(header.model);
    if (model === undefined || header.kind !== DUTY_KIND || header.nextHash.length === 0) return [];
    if (header.host === host || !self.models.includes(model)) return [];
    const serving = members.filter((member) => member.models.includes(model));
    const owner = serving.find((member) => member.host === header.host);
    const drawn = duties({
      ...{ chainId, sigma, ratePpm, batchId: header.id, root: header.root, nextHash: header.nextHash },
      count: header.count,
      weight: self.weight,
      modelWeight: serving.reduce((sum, { weight }) => sum + weight, 0n),
      ownerWeight: owner?.weight ?? 0n,
    });
    return drawn.map((index) => ({ batch: header.id, index, owner: header.host, model }));
  });
}

/** Duties without a result among `results`. */
export function missingDuties(assigned: readonly Duty[], results: readonly Result[]): Duty[] {
  const done = new Set(results.map(({ batch, index }) => `${batch}/${index}`));
  return assigned.filter(({ batch, index }) => !done.has(`${batch}/${index}`));
}

/** Reads at one height what the draw of a Host's duties depends on. */
export async function readDutyFacts(
  query: PacerQuery,
  height: bigint,
  { chainId, epoch, host, sigma }: { chainId: string; epoch: bigint; host: string; sigma: Uint8Array },
): Promise<DutyFacts> {
  const [headers, members, models, ratePpm] = await Promise.all([
    query.inference.allHeaders({ epoch }, height),
    query.host.members(epoch, height),
    query.inference.models(height),
    query.validation.rate(epoch, height),
  ]);
  return { chainId, host, sigma, headers, members, models, ratePpm };
}
