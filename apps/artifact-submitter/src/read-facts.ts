import type { TxStore } from '@pacer/agent';
import type { NextSlot, PacerQuery, Snapshot } from '@pacer/client';
import type { Journal, Result } from '@pacer/journal';
import { BatchKind } from '@pacer/proto/inference/v1';
import type { AttemptFacts, Facts, OpenBatch, OpenResult } from './facts.js';
import { grouped } from './grouped.js';
import type { OwnHeaders } from './own-headers.js';
import { recordedFrom } from './witness.js';

/** Where facts are read from. */
export interface Sources {
  host: string;
  journal: Journal;
  /** what the engine writes; for looking on, read-only */
  attempts: Pick<TxStore, 'latest' | 'keys'>;
  headers: OwnHeaders;
}

/** Reads everything a plan needs; all of the chain at one height. */
export async function readFacts(sources: Sources, snapshot: Snapshot, nowMs: number): Promise<Facts> {
  const { query } = snapshot;
  const { height, epoch, schedule, params } = snapshot.status;
  const { epochLength } = params;
  const { host, journal } = sources;
  const waiting = journal.records.waiting();
  const batches = [...journal.batches.inState('queued'), ...journal.batches.inState('in_flight')]
    .filter(({ kind }) => kind === 'artifact')
    .sort((a, b) => a.createdMs - b.createdMs);
  const results = [...journal.results.inState('queued'), ...journal.results.inState('in_flight')];
  const epochs = [...new Set(results.map((result) => result.epoch))];
  const models = new Set([...waiting.map(({ model }) => model), ...batches.map(({ model }) => model)]);
  const member = (await query.host.members(epoch)).find((one) => one.host === host);

  const open: OpenBatch[] = [];
  for (const batch of batches) {
    const { op, model } = batch;
    const onChain = await sources.headers.find(snapshot, batch.epoch, batch.root);
    open.push({ op, epoch: batch.epoch, model, onChain, latest: latestOf(sources, op) });
  }
  return {
    ...{ height, epoch, epochLength, nowMs, waiting, batches: open },
    epochEnd: schedule.nextStart > 0n ? schedule.nextStart : schedule.start + epochLength,
    maxBatchCount: (await query.inference.params(epoch)).params.maxBatchCount,
    slots: await slotsOf(query, host, models),
    served: new Set(member?.models),
    maxResults: await limitsOf(query, epochs, epoch),
    results: await withChain(query, host, results),
    operations: operationsOf(sources, epochs),
  };
}

function latestOf({ attempts }: Sources, key: string): AttemptFacts | undefined {
  const latest = attempts.latest(key);
  return latest && { attempt: latest.attempt, state: latest.state, outcome: latest.outcome, finalMs: latest.finalMs };
}

/** NextSlot of the models that are listed; of another the chain knows none. */
async function slotsOf(query: PacerQuery, host: string, models: ReadonlySet<string>): Promise<Map<string, NextSlot>> {
  const slots = new Map<string, NextSlot>();
  if (models.size === 0) return slots;
  for (const { id, listed } of await query.inference.models()) {
    if (!listed || !models.has(id)) continue;
    slots.set(id, await query.inference.nextSlot({ host, kind: BatchKind.ARTIFACT, model: id }));
  }
  return slots;
}

async function limitsOf(query: PacerQuery, epochs: readonly bigint[], current: bigint): Promise<Map<bigint, number>> {
  const limits = new Map<bigint, number>();
  for (const epoch of epochs) {
    // Parameters of an epoch that has not begun do not exist; of one that is over nobody needs them.
    if (epoch > current || epoch + 1n < current) continue;
    limits.set(epoch, (await query.validation.params(epoch)).params.maxResults);
  }
  return limits;
}

/** Each result with what the chain has recorded for its item. */
async function withChain(query: PacerQuery, host: string, results: readonly Result[]): Promise<OpenResult[]> {
  const open: OpenResult[] = [];
  for (const [epoch, ours] of grouped(results, (one) => one.epoch)) {
    const recorded = await recordedFrom(query, host, epoch, ours);
    for (const { batchId, index, verdict, op } of ours) {
      open.push({ epoch, batchId, index, verdict, op, onChain: recorded.get(`${batchId}.${index}`) });
    }
  }
  return open.sort((a, b) => compareBig(a.epoch, b.epoch) || compareBig(a.batchId, b.batchId) || a.index - b.index);
}

function operationsOf(sources: Sources, epochs: readonly bigint[]): Map<string, AttemptFacts> {
  const operations = new Map<string, AttemptFacts>();
  for (const epoch of epochs) {
    for (const key of sources.attempts.keys(`results/${epoch}/`)) {
      const latest = latestOf(sources, key);
      if (latest) operations.set(key, latest);
    }
  }
  return operations;
}

function compareBig(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
