import { existsSync } from 'node:fs';
import { openPool, sentence, TxJournal } from '@pacer/agent';
import { classify } from '@pacer/client';
import { Journal } from '@pacer/journal';
import type { SubmitterConfig } from './config.js';
import type { Facts, SubmitterAction } from './facts.js';
import { isForgotten, OwnHeaders } from './own-headers.js';
import { plan } from './plan.js';
import { readFacts } from './read-facts.js';
import { PROGRAM } from './settings.js';

/** Where the submitter stands: what is open, why, and what it would do now. */
export interface Status {
  height: bigint;
  epoch: bigint;
  records: Record<string, number>;
  batches: { op: string; epoch: bigint; model: string; state: string; what: string | undefined }[];
  results: { queued: number; inFlight: number; recorded: number };
  quarantined: { epoch: bigint; batch: bigint; index: number; verdict: string; reason: string }[];
  /** models with waiting records that cannot be committed now, and why */
  held: { model: string; count: number; why: string }[];
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
    const empty = { height, epoch, records: {}, batches: [], quarantined: [], held: [], next: [] };
    if (!journal) return { ...empty, results: { queued: 0, inFlight: 0, recorded: 0 } };
    const headers = new OwnHeaders(config.host);
    const store = attempts ?? { latest: () => undefined, keys: () => [] };
    const facts = await readFacts({ host: config.host, journal, attempts: store, headers }, snapshot, Date.now());
    const count = (state: 'queued' | 'in_flight' | 'recorded') => journal.results.inState(state).length;
    return {
      ...{ height, epoch, records: journal.records.count() },
      batches: facts.batches.map(({ op, epoch: its, model, latest, onChain }) => {
        const attempt = store.latest(op);
        const state = onChain === undefined ? (latest?.state ?? 'fixed') : 'on chain';
        return { op, epoch: its, model, state, what: attempt && whatOf(attempt, its, epoch) };
      }),
      results: { queued: count('queued'), inFlight: count('in_flight'), recorded: count('recorded') },
      quarantined: journal.results
        .inState('quarantined')
        .map(({ epoch: its, batchId, index, verdict, reason = '' }) => {
          return { epoch: its, batch: batchId, index, verdict, reason };
        }),
      held: heldBack(facts),
      next: plan(facts),
    };
  } finally {
    pool.close();
    journal?.close();
    attempts?.close();
  }
}

function whatOf(attempt: Parameters<typeof sentence>[0], epoch: bigint, current: bigint): string {
  if (isForgotten(epoch, current)) return `${sentence(attempt)}; the chain has forgotten epoch ${epoch}`;
  const { outcome } = attempt;
  return outcome?.kind === 'failed'
    ? `${sentence(attempt)} → ${classify(outcome.codespace, outcome.code).what}`
    : sentence(attempt);
}

function heldBack({ waiting, slots, served, batches }: Facts): Status['held'] {
  return waiting.flatMap(({ model, count }) => {
    const slot = slots.get(model);
    if (!slot) return [{ model, count, why: 'the chain does not list this model' }];
    if (!served.has(model)) return [{ model, count, why: 'this Host does not serve the model in this epoch' }];
    if (batches.some((one) => one.model === model))
      return [{ model, count, why: 'the batch before is not on chain yet' }];
    return [{ model, count, why: `the next batch is accepted at height ${slot.height}` }];
  });
}

/** For people. */
export function statusText({ height, epoch, records, batches, results, quarantined, held, next }: Status): string {
  const kept = Object.entries(records).map(([state, count]) => `${count} ${state}`);
  const lines = [
    `height ${height}, epoch ${epoch}`,
    `records: ${kept.join(', ') || 'none'}`,
    ...held.map(({ model, count, why }) => `  ${count} of ${model} wait: ${why}`),
    `open batches: ${batches.length}`,
    ...batches.map(({ op, state, what }) => `  ${op} (${state})${what === undefined ? '' : `: ${what}`}`),
    `results: ${results.queued} queued, ${results.inFlight} in flight, ${results.recorded} recorded, ${quarantined.length} set aside`,
    ...quarantined.map((one) => `  epoch ${one.epoch}, batch ${one.batch}, index ${one.index}: ${one.reason}`),
    `next: ${next.map(actionText).join('; ') || 'nothing to do'}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** One action in words, for `--dry-run` and status. */
export function actionText(action: SubmitterAction): string {
  switch (action.kind) {
    case 'compose-batch':
      return `make a batch of up to ${action.most} records of ${action.model} for epoch ${action.epoch} and commit it`;
    case 'commit-batch':
    case 'resume-results':
      return `send ${action.op}#${action.attempt}`;
    case 'confirm-batch':
      return `note that ${action.op} is batch ${action.id} on chain`;
    case 'fail-batch':
    case 'release-results':
      return `make ${action.op} anew (${action.reason})`;
    case 'send-results':
      return `send ${action.items.length} results as ${action.op}#${action.attempt}`;
    case 'confirm-results':
      return `note that ${action.items.length} results are on chain`;
    case 'judge-results':
      return `read why ${action.items.length} results of ${action.op} were not taken`;
    case 'quarantine-results':
      return `set ${action.items.length} results aside (${action.reason})`;
  }
}
