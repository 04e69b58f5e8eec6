import type { Duty } from '@pacer/journal';
import type { Header, Model } from '@pacer/proto/inference/v1';
import { isReproducible } from '../host-view.js';
import { FetchError } from '../http/fetch-limited.js';
import { fetchRecord } from './fetch-record.js';
import type { OwnerStanding } from './owner-standing.js';
import type { Verify } from './read-and-verify.js';
import { RecordUnavailable } from './record-unavailable.js';
import type { Verified } from './verify-record.js';

/** What getting hold of a record needs. */
export interface ObtainParts {
  readonly chainId: string;
  /** Where a Host's API is, as the chain has it now; undefined for an address that is no Host's. */
  readonly apiUrl: (host: string) => Promise<string | undefined>;
  readonly standing: OwnerStanding;
  readonly verify: Verify;
  readonly header: (epoch: bigint, batchId: bigint) => Header | undefined;
  readonly model: (number: number) => Model | undefined;
  /** Target time of a block, in milliseconds: pauses are counted in blocks. */
  readonly blockMs: () => number;
  /** Time for an owner's whole answer, in milliseconds; default FETCH_TIMEOUT_MS. */
  readonly fetchMs?: number;
  readonly now: () => number;
}

/** A record as it was committed, whatever it is worth, and the model that it is of. */
export interface Obtained {
  readonly model: Model;
  readonly verified: Exclude<Verified, { kind: 'unavailable' }>;
}

/** Longest time that an owner can ask for by Retry-After, in blocks. */
export const LONGEST_RETRY_BLOCKS = 20;

/**
 * Fetches a record from its owner and checks it against its commitment on chain. What the owner cost is kept in its standing.
 * @throws NotYet, RecordUnavailable, FetchError
 */
export async function obtainRecord(parts: ObtainParts, duty: Duty, signal?: AbortSignal): Promise<Obtained> {
  const { epoch, batchId, index } = duty;
  const { chainId, standing, verify, fetchMs } = parts;
  const header = parts.header(epoch, batchId);
  const model = header && parts.model(header.model);
  if (!header || !model || index >= header.count)
    throw new NotYet(`the chain shows no record ${batchId}/${index} so far`);
  if (!isReproducible(model))
    throw new NotYet(`${model.id} has tokenizer ${model.tokenizer}, which this program doesn't know; upgrade it`);
  const apiUrl = await parts.apiUrl(header.host);
  if (apiUrl === undefined) throw new RecordUnavailable('no-owner', `${header.host} is no Host any more`);
  const began = performance.now();
  try {
    const limits = { signal, ...(fetchMs !== undefined && { timeoutMs: fetchMs }) };
    const { url, bytes } = await fetchRecord(apiUrl, duty, limits);
    const verified = await verify(bytes, { chainId, epoch, header, model: model.id, index });
    if (verified.kind === 'not-a-record') {
      const said = `${url} answered ${JSON.stringify(verified.start)}, which is no opened record`;
      throw new RecordUnavailable('not-a-record', said);
    }
    if (verified.kind === 'unavailable') {
      const said = `${header.host} answers with something else than it committed (${verified.reason})`;
      throw new RecordUnavailable(verified.reason, said);
    }
    standing.answered(duty.owner);
    return { model, verified };
  } catch (error) {
    if (!signal?.aborted) blame(parts, duty, error, performance.now() - began);
    throw error;
  }
}

/** Until when an owner that said so wants to be left alone; undefined if it said nothing. */
export function retryAt(error: unknown, { now, blockMs }: Pick<ObtainParts, 'now' | 'blockMs'>): number | undefined {
  if (!(error instanceof FetchError) || error.retryAfterMs === undefined) return undefined;
  return now() + Math.min(error.retryAfterMs, LONGEST_RETRY_BLOCKS * blockMs());
}

function blame(parts: ObtainParts, { owner }: Duty, error: unknown, costMs: number): void {
  const { standing, now, blockMs } = parts;
  const isRefusal = error instanceof FetchError && error.code === 'status';
  if (error instanceof FetchError && !isRefusal) standing.failed(owner, costMs, now(), blockMs());
  else standing.wasted(owner, costMs, now());
  const untilMs = retryAt(error, parts);
  if (untilMs !== undefined) standing.pause(owner, untilMs);
}

/** Nothing is wrong with the record as far as is known; it can't be looked at yet. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  readonly code = 'not-yet';
  readonly retryable = true;
}
