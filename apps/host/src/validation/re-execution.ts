import { isClassified, logError, type Logger } from '@pacer/agent';
import { type Duty, type Journal, JournalError, type Verdict } from '@pacer/journal';
import { type MlNode, MlError, reExecute } from '@pacer/ml';
import type { Header, Model } from '@pacer/proto/inference/v1';
import { isReproducible } from '../host-view.js';
import { FetchError } from '../http/fetch-limited.js';
import { fetchRecord } from './fetch-record.js';
import type { OwnerPauses } from './owner-pauses.js';
import { RecordUnavailable } from './record-unavailable.js';
import { verifyRecord } from './verify-record.js';

/** What re-executing needs. */
export interface ReExecutionParts {
  readonly chainId: string;
  readonly journal: Journal;
  readonly engines: MlNode;
  /** Where a Host's API is, as the chain has it now; undefined for an address that is no Host's. */
  readonly apiUrl: (host: string) => Promise<string | undefined>;
  readonly pauses: OwnerPauses;
  readonly header: (epoch: bigint, batchId: bigint) => Header | undefined;
  readonly model: (number: number) => Model | undefined;
  /** Target time of a block, in milliseconds: pauses are counted in blocks. */
  readonly blockMs: () => number;
  /** Time for an owner's whole answer, in milliseconds; default FETCH_TIMEOUT_MS. */
  readonly fetchMs?: number;
  readonly now: () => number;
  readonly log: Logger;
  readonly metrics: { judged(verdict: Verdict): void; postponed(code: string): void };
}

/** What was found about one record. */
interface Judgement {
  readonly verdict: Verdict;
  readonly detail: string;
}

/** For so long a duty belongs to the worker that took it, in milliseconds: longer than fetching and scoring may take. */
export const LEASE_MS = 60_000;
/** Longest pause between two tries, in blocks. */
const LONGEST_PAUSE_BLOCKS = 20;

/** Does a duty: fetches the record, checks it against its commitment, runs the model over it, keeps the verdict. What fails is tried again. */
export async function doDuty(parts: ReExecutionParts, duty: Duty, signal?: AbortSignal): Promise<void> {
  const { journal, log, metrics, pauses } = parts;
  const pausedUntil = pauses.until(duty.owner);
  if (pausedUntil > parts.now()) {
    journal.duties.fail(duty, duty.lastError ?? `${duty.owner} did not answer for another record`, pausedUntil);
    return;
  }
  try {
    const judgement = await judge(parts, duty, signal);
    keep(journal, duty, judgement);
    metrics.judged(judgement.verdict);
    const level = judgement.verdict === 'match' ? 'info' : 'warn';
    log[level](
      { ...placeOf(duty), owner: duty.owner, ...judgement },
      `${nameOf(duty)}: ${judgement.verdict}, ${judgement.detail}`,
    );
  } catch (error) {
    if (error instanceof JournalError) throw error;
    postpone(parts, duty, error, signal);
  }
}

async function judge(
  { chainId, engines, fetchMs, ...parts }: ReExecutionParts,
  duty: Duty,
  signal?: AbortSignal,
): Promise<Judgement> {
  const { epoch, batchId, index } = duty;
  const header = parts.header(epoch, batchId);
  const model = header && parts.model(header.model);
  if (!header || !model || index >= header.count)
    throw new NotYet(`the chain shows no record ${batchId}/${index} so far`);
  if (!isReproducible(model))
    throw new NotYet(`${model.id} has tokenizer ${model.tokenizer}, which this program doesn't know; upgrade it`);
  const apiUrl = await parts.apiUrl(header.host);
  if (apiUrl === undefined) throw new RecordUnavailable('no-owner', `${header.host} is no Host any more`);
  const record = await fetchRecord(apiUrl, duty, { signal, ...(fetchMs !== undefined && { timeoutMs: fetchMs }) });
  parts.pauses.answered(duty.owner);
  const verified = verifyRecord(record, { chainId, epoch, header, model: model.id, index });
  switch (verified.kind) {
    case 'unavailable':
      throw new RecordUnavailable(
        verified.reason,
        `${header.host} answers with something else than it committed (${verified.reason})`,
      );
    case 'contradiction':
      return { verdict: 'mismatch', detail: `the committed record contradicts itself: ${verified.reason}` };
    case 'sound': {
      const { request, artifact } = verified;
      // The order of the promises of §7: whatever was stored or sent, the model itself is asked.
      const { match, reason, differing, meanDistance } = await reExecute(engines, request, artifact, model, { signal });
      const distance = `${differing} of ${artifact.outputIds.length} choices differ, mean distance ${meanDistance.toFixed(2)}`;
      return match ? { verdict: 'match', detail: distance } : { verdict: 'mismatch', detail: `${reason}: ${distance}` };
    }
  }
}

/** Queues the verdict. A verdict that was kept before stands: it may be on its way to the chain. */
function keep(journal: Journal, duty: Duty, judgement: Judgement): void {
  const result = { ...placeOf(duty), owner: duty.owner, ...judgement };
  if (journal.results.get(duty)) journal.duties.discharge(duty);
  else journal.duties.done({ ...result, createdMs: Date.now() });
}

/** The duty stays open; its reason stands in the journal for status and for the claimer. */
function postpone(parts: ReExecutionParts, duty: Duty, error: unknown, signal?: AbortSignal): void {
  const { journal, now, log, metrics } = parts;
  const stopping = signal?.aborted === true;
  const said = stopping ? 'the program stopped' : error instanceof Error ? error.message : String(error);
  const blocks = stopping ? 0 : pauseBlocks(duty, error);
  journal.duties.fail(duty, said, now() + Math.round(blocks * parts.blockMs()));
  if (stopping) return;
  if (error instanceof FetchError && error.code !== 'status') parts.pauses.failed(duty.owner, now(), parts.blockMs());
  metrics.postponed(isClassified(error) ? error.code : 'unclassified');
  // The first, second, fourth, … time: a peer that is away for a day must not fill the log.
  const isNews = (duty.failures & (duty.failures + 1)) === 0;
  const fields = { ...placeOf(duty), owner: duty.owner, failures: duty.failures + 1 };
  logError(log, error, `${nameOf(duty)} is tried again`, fields, isNews ? 'warn' : 'debug');
}

/** An engine that is away costs a block; whatever lies with others is asked for less and less often. */
function pauseBlocks({ failures }: Duty, error: unknown): number {
  if (error instanceof MlError && error.retryable) return 1;
  return Math.min(2 ** Math.min(failures, 10), LONGEST_PAUSE_BLOCKS);
}

/** Nothing is wrong with the record as far as is known; it can't be looked at yet. */
class NotYet extends Error {
  override readonly name = 'NotYet';
  readonly code = 'not-yet';
  readonly retryable = true;
}

function placeOf({ epoch, batchId, index }: Duty) {
  return { epoch, batchId, index };
}

function nameOf({ epoch, batchId, index }: Duty): string {
  return `record ${index} of batch ${batchId} in epoch ${epoch}`;
}
