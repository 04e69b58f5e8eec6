import { isClassified, logError, type Logger } from '@pacer/agent';
import { type Duty, type DutyBook as AllDuties, type Journal, JournalError, type Verdict } from '@pacer/journal';
import { type MlNode, MlError, reExecute } from '@pacer/ml';
import { obtainRecord, type ObtainParts, retryAt } from './obtain-record.js';

/** A port: what the validation worker changes in the work journal. What a promise says is durable. */
export type DutyBook = Pick<AllDuties, 'take' | 'done' | 'discharge' | 'fail'>;

/** What re-executing needs. */
export interface ReExecutionParts extends ObtainParts {
  /** For reading. */
  readonly journal: Pick<Journal, 'results'>;
  readonly duties: DutyBook;
  readonly engines: MlNode;
  /** Time for a whole duty, in milliseconds; default DUTY_MS. */
  readonly dutyMs?: number;
  readonly log: Logger;
  readonly metrics: {
    judged(verdict: Verdict): void;
    postponed(code: string): void;
    /** How many duties are done now. */
    validating(count: number): void;
  };
}

/** What was found about one record. */
interface Judgement {
  readonly verdict: Verdict;
  readonly detail: string;
}

/** For so long a duty belongs to the worker that took it, in milliseconds. */
export const LEASE_MS = 120_000;
/** A worker gives up before its lease ends. */
const DUTY_MS = 100_000;
/** Longest pause between two tries, in blocks. */
const LONGEST_PAUSE_BLOCKS = 20;

/** Does a duty: fetches the record, checks it against its commitment, runs the model over it, keeps the verdict. What fails is tried again. */
export async function doDuty(parts: ReExecutionParts, duty: Duty, stop?: AbortSignal): Promise<void> {
  const { duties, log, metrics, standing, dutyMs = DUTY_MS } = parts;
  const pausedUntil = standing.pausedUntil(duty.owner);
  if (pausedUntil > parts.now()) {
    await duties.fail(duty, duty.lastError ?? `${duty.owner} did not answer for another record`, pausedUntil);
    return;
  }
  const deadline = AbortSignal.timeout(dutyMs);
  try {
    const judgement = await judge(parts, duty, stop ? AbortSignal.any([stop, deadline]) : deadline);
    if (!(await keep(parts, duty, judgement))) return;
    metrics.judged(judgement.verdict);
    const level = judgement.verdict === 'match' ? 'info' : 'warn';
    log[level](
      { ...placeOf(duty), owner: duty.owner, ...judgement },
      `${nameOf(duty)}: ${judgement.verdict}, ${judgement.detail}`,
    );
  } catch (error) {
    if (error instanceof JournalError) throw error;
    const late = deadline.aborted ? new Late(`no verdict in ${dutyMs} ms`, { cause: error }) : undefined;
    await postpone(parts, duty, late ?? error, stop);
  }
}

async function judge(parts: ReExecutionParts, duty: Duty, signal: AbortSignal): Promise<Judgement> {
  const { model, verified } = await obtainRecord(parts, duty, signal);
  if (verified.kind === 'contradiction')
    return { verdict: 'mismatch', detail: `the committed record contradicts itself: ${verified.reason}` };
  const { request, artifact } = verified;
  const options = { signal, urgent: duty.reason === 'claim' };
  // The order of the promises of §7: whatever was stored or sent, the model itself is asked.
  const { match, reason, differing, meanDistance } = await reExecute(parts.engines, request, artifact, model, options);
  const distance = `${differing} of ${artifact.outputIds.length} choices differ, mean distance ${meanDistance.toFixed(2)}`;
  return match ? { verdict: 'match', detail: distance } : { verdict: 'mismatch', detail: `${reason}: ${distance}` };
}

/**
 * Queues the verdict.
 * @returns false if one was kept before, by a worker whose lease this one got: it stands, for it may be on its way to the chain
 */
async function keep({ journal, duties, now }: ReExecutionParts, duty: Duty, judgement: Judgement): Promise<boolean> {
  if (!journal.results.get(duty))
    return duties.done({ ...placeOf(duty), owner: duty.owner, ...judgement, createdMs: now() });
  await duties.discharge(duty);
  return false;
}

/** The duty stays open; its reason stands in the journal for status and for the claimer. */
async function postpone(parts: ReExecutionParts, duty: Duty, error: unknown, stop?: AbortSignal): Promise<void> {
  const { duties, now, log, metrics } = parts;
  const stopping = stop?.aborted === true;
  const said = stopping ? 'the program stopped' : error instanceof Error ? error.message : String(error);
  const blocks = stopping ? 0 : pauseBlocks(duty, error);
  const nextTryMs = Math.max(now() + Math.round(blocks * parts.blockMs()), retryAt(error, parts) ?? 0);
  await duties.fail(duty, said, nextTryMs);
  if (stopping) return;
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

/** The duty took longer than a worker may keep it. */
class Late extends Error {
  override readonly name = 'Late';
  readonly code = 'late';
  readonly retryable = true;
}

function placeOf({ epoch, batchId, index }: Duty) {
  return { epoch, batchId, index };
}

function nameOf({ epoch, batchId, index }: Duty): string {
  return `record ${index} of batch ${batchId} in epoch ${epoch}`;
}
