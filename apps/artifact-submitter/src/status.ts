import { existsSync } from 'node:fs';
import { openPool, sentence, TxJournal } from '@pacer/agent';
import { classify } from '@pacer/client';
import { hex } from '@pacer/crypto';
import { Journal } from '@pacer/journal';
import { ChainResults } from './chain-results.js';
import type { SubmitterConfig } from './config.js';
import type { Facts, SubmitterAction } from './facts.js';
import { type Lane, laneOf } from './lane.js';
import { isForgotten, OwnHeaders } from './own-headers.js';
import { plan } from './plan.js';
import { readFacts } from './read-facts.js';
import { PROGRAM } from './settings.js';

/** Where the submitter stands: what is open, why, and what it would do now. */
export interface Status {
  height: bigint;
  epoch: bigint;
  /** by state */
  records: Record<string, number>;
  batches: { op: string; epoch: bigint; kind: string; model: string; state: string; what: string | undefined }[];
  results: { queued: number; inFlight: number; recorded: number; oldestSeconds: number };
  /** records that wait for a batch, by kind and model, and what for */
  waiting: (Lane & { count: number; oldestSeconds: number; why: string })[];
  quarantined: {
    records: { requestId: string; kind: string; model: string; reason: string }[];
    results: { epoch: bigint; batch: bigint; index: number; verdict: string; reason: string }[];
  };
  /** bytes of the work journal */
  journal: { file: number; free: number; wal: number };
  /** what the next pass does */
  next: SubmitterAction[];
}

/** Looks at chain and journals without changing anything, also while the program runs. */
export async function readStatus(config: SubmitterConfig): Promise<Status> {
  const place = { stateDir: config.stateDir, program: PROGRAM };
  const attempts = TxJournal.openReadOnly(place);
  const pool = openPool(config);
  const journal = existsSync(config.workJournal) ? Journal.open(config.workJournal) : undefined;
  try {
    const snapshot = await pool.latest();
    const { height, epoch } = snapshot.status;
    if (!journal) return nothing(height, epoch);
    const nowMs = Date.now();
    const store = attempts ?? { latest: () => undefined };
    const reads = { headers: new OwnHeaders(config.host), recorded: new ChainResults(config.host) };
    const sources = { host: config.host, journal, attempts: store, ...reads, prunedBefore: undefined };
    const facts = await readFacts(sources, snapshot, nowMs);
    const { queued, inFlight, oldestMs = nowMs } = facts.backlog;
    return {
      ...{ height, epoch, records: journal.records.count() },
      batches: facts.batches.map(({ op, epoch: its, kind, model, latest, onChain }) => {
        const attempt = store.latest(op);
        const state = onChain === undefined ? (latest?.state ?? 'fixed') : 'on chain';
        return { op, epoch: its, kind, model, state, what: attempt && whatOf(attempt, its, epoch) };
      }),
      results: {
        queued,
        inFlight,
        recorded: journal.results.count().recorded,
        oldestSeconds: seconds(nowMs - oldestMs),
      },
      waiting: waitingOf(facts),
      quarantined: quarantinedIn(journal),
      journal: journal.bytes(),
      next: plan(facts),
    };
  } finally {
    pool.close();
    journal?.close();
    attempts?.close();
  }
}

function nothing(height: bigint, epoch: bigint): Status {
  return {
    ...{ height, epoch, records: {}, batches: [], waiting: [], next: [] },
    results: { queued: 0, inFlight: 0, recorded: 0, oldestSeconds: 0 },
    quarantined: { records: [], results: [] },
    journal: { file: 0, free: 0, wal: 0 },
  };
}

function quarantinedIn({ records, results }: Journal): Status['quarantined'] {
  return {
    records: records.quarantined().map(({ requestId, kind, model, reason }) => {
      return { requestId: hex(requestId), kind, model, reason };
    }),
    results: results.inState('quarantined').map(({ epoch, batchId, index, verdict, reason = '' }) => {
      return { epoch, batch: batchId, index, verdict, reason };
    }),
  };
}

function whatOf(attempt: Parameters<typeof sentence>[0], epoch: bigint, current: bigint): string {
  if (isForgotten(epoch, current)) return `${sentence(attempt)}; the chain has forgotten epoch ${epoch}`;
  const { outcome } = attempt;
  return outcome?.kind === 'failed'
    ? `${sentence(attempt)} → ${classify(outcome.codespace, outcome.code).what}`
    : sentence(attempt);
}

function waitingOf(facts: Facts): Status['waiting'] {
  return facts.waiting.map(({ kind, model, count, oldestMs }) => {
    const oldestSeconds = seconds(facts.nowMs - oldestMs);
    return { kind, model, count, oldestSeconds, why: whyWaiting({ kind, model }, facts) };
  });
}

function whyWaiting(lane: Lane, { slots, untaken, served, batches }: Facts): string {
  const slot = slots.get(laneOf(lane));
  if (!slot) return untaken.get(laneOf(lane)) ?? 'the chain does not take such batches';
  if (!served.has(lane.model)) return 'this Host does not serve the model in this epoch';
  if (batches.some((one) => laneOf(one) === laneOf(lane))) return 'the batch before is not on chain yet';
  return `the next batch is accepted at height ${slot.height}`;
}

function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}
