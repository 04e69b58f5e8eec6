import type { TxStore } from '@pacer/agent';
import type { PacerQuery, Snapshot } from '@pacer/client';
import type { Journal } from '@pacer/journal';
import type { ChainResults } from './chain-results.js';
import type { AttemptFacts, Facts, OpenBatch, OpenResult, ResultBacklog } from './facts.js';
import { mostResults } from './messages.js';
import type { OwnHeaders } from './own-headers.js';
import { MOST_IN_FLIGHT } from './plan-queue.js';
import { slotsOf } from './read-slots.js';

/** Where facts are read from. */
export interface Sources {
  host: string;
  journal: Journal;
  /** what the engine writes; for looking on, read-only */
  attempts: Pick<TxStore, 'latest'>;
  headers: OwnHeaders;
  recorded: ChainResults;
  prunedBefore: bigint | undefined;
}

/** Reads everything a plan needs; all of the chain at one height. Of a backlog it reads the beginning, however long it is. */
export async function readFacts(sources: Sources, snapshot: Snapshot, nowMs: number): Promise<Facts> {
  const { query } = snapshot;
  const { height, epoch, schedule, params, meanBlockMs } = snapshot.status;
  const { epochLength, targetBlockMs } = params;
  const { host, journal, prunedBefore } = sources;
  const waiting = journal.records.waiting();
  const batches = [...journal.batches.inState('queued'), ...journal.batches.inState('in_flight')].sort(
    (a, b) => a.createdMs - b.createdMs,
  );
  const operations = attemptsOf(sources);
  const maxResults = await limitsOf(query, epoch);
  const results = openResults(journal, Math.max(1, ...maxResults.values()));
  const counts = journal.results.count();
  const onChain = await sources.recorded.read(query, { height, epoch }, results, operations);
  const member = (await query.host.members(epoch)).find((one) => one.host === host);
  const inference = (await query.inference.params(epoch)).params;
  const blockMs = Number(meanBlockMs > targetBlockMs ? meanBlockMs : targetBlockMs);
  const mostFee = ((member?.stake ?? 0n) * BigInt(inference.artifactFeePpm)) / 1_000_000n;

  const open: OpenBatch[] = [];
  for (const batch of batches) {
    const { op, kind, model } = batch;
    const id = await sources.headers.find(snapshot, batch.epoch, batch.root);
    open.push({ op, epoch: batch.epoch, kind, model, onChain: id, latest: operations.get(op) });
  }
  return {
    ...{ height, epoch, epochLength, nowMs, batches: open, maxResults, operations, prunedBefore },
    ...(await slotsOf(query, host, [...waiting, ...batches], mostFee)),
    epochEnd: schedule.nextStart > 0n ? schedule.nextStart : schedule.start + epochLength,
    intervalMs: Number(inference.batchInterval) * blockMs,
    maxBatchCount: inference.maxBatchCount,
    served: new Set(member?.models),
    waiting,
    results: results.map((one) => ({ ...one, onChain: onChain(one) })),
    backlog: backlogOf(journal, counts),
    quarantined: { records: journal.records.count().quarantined, results: counts.quarantined },
  };
}

/** The latest attempt at an operation, read when it is asked for: of all that there ever were, a plan is about a few. */
function attemptsOf({ attempts }: Sources): { get: (key: string) => AttemptFacts | undefined } {
  const known = new Map<string, AttemptFacts | undefined>();
  return {
    get: (key) => {
      if (!known.has(key)) {
        const latest = attempts.latest(key);
        const { attempt = 0, state = 'intent', outcome, finalMs } = latest ?? {};
        known.set(key, latest && { attempt, state, outcome, finalMs });
      }
      return known.get(key);
    },
  };
}

/** All that are in flight, and of those that are queued what there are places for beside them, and one message's worth more. */
function openResults(journal: Journal, limit: number): Omit<OpenResult, 'onChain'>[] {
  const inFlight = journal.results.inState('in_flight');
  const messages = new Set(inFlight.map(({ op }) => op)).size;
  const places = Math.max(0, MOST_IN_FLIGHT.ordinary - messages) + 1;
  const open = [...inFlight, ...journal.results.inState('queued', places * limit)].map(
    ({ epoch, batchId, index, verdict, op, urgent, groupMax }) => {
      return { epoch, batchId, index, verdict, op, urgent, groupMax };
    },
  );
  return open.sort((a, b) => compareBig(a.epoch, b.epoch) || compareBig(a.batchId, b.batchId) || a.index - b.index);
}

function backlogOf({ results }: Journal, counts: Record<'queued' | 'in_flight', number>): ResultBacklog {
  const [queued, inFlight] = [results.oldestMs('queued'), results.oldestMs('in_flight')];
  const oldestMs = Math.min(queued ?? Infinity, inFlight ?? Infinity);
  return {
    queued: counts.queued,
    inFlight: counts.in_flight,
    oldestMs: Number.isFinite(oldestMs) ? oldestMs : undefined,
  };
}

/** Most results in a message, for the epochs whose results are taken: N, and N − 1. */
async function limitsOf(query: PacerQuery, current: bigint): Promise<Map<bigint, number>> {
  const limits = new Map<bigint, number>();
  for (const epoch of current > 0n ? [current - 1n, current] : [current]) {
    const { maxResults } = (await query.validation.params(epoch)).params;
    limits.set(epoch, Math.min(maxResults, mostResults()));
  }
  return limits;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
