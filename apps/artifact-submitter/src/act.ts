import type { Effect, EncodedMessage, Logger, TxEngine, TxStore } from '@pacer/agent';
import { type EndpointPool, includedIn } from '@pacer/client';
import { composeBatch, type ItemKey, type Journal } from '@pacer/journal';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import type { SubmitterAction } from './facts.js';
import { COMMIT_BATCH, commitBatch, type Parties, submitResults } from './messages.js';
import { refusedItems } from './outcomes.js';
import type { OwnHeaders } from './own-headers.js';

/** What actions work on. */
export interface Workshop {
  parties: Parties;
  journal: Journal;
  engine: TxEngine;
  attempts: Pick<TxStore, 'latest'>;
  pool: EndpointPool;
  headers: OwnHeaders;
  log: Logger;
  now: () => number;
}

/**
 * Does one action. Every durable step comes before the one that depends on it — the batch and its records before the intent,
 * the intent before the signature — so that a crash anywhere leaves something that the next plan carries on.
 */
export async function act(work: Workshop, action: SubmitterAction, signal?: AbortSignal): Promise<void> {
  const { journal, log } = work;
  switch (action.kind) {
    case 'compose-batch': {
      const { model, epoch, most } = action;
      const batch = composeBatch(journal, { kind: 'artifact', model, epoch, maxCount: most, nowMs: work.now() });
      if (!batch) return;
      log.info({ op: batch.op, count: batch.count }, `${batch.count} records of ${model} are fixed in ${batch.op}`);
      return submitBatch(work, batch.op, 1, signal);
    }
    case 'commit-batch':
      return submitBatch(work, action.op, action.attempt, signal);
    case 'confirm-batch':
      if (journal.batches.commit(action.op, action.id)) {
        log.info({ op: action.op, id: action.id }, `${action.op} is batch ${action.id} of its epoch on chain`);
      }
      return;
    case 'fail-batch':
      if (journal.batches.fail(action.op, action.reason)) {
        log.warn({ op: action.op }, `${action.op} cannot be committed (${action.reason}): its records go into another`);
      }
      return;
    case 'send-results':
      if (journal.results.send(action.items, action.op)) await sendResults(work, action.op, action.attempt, signal);
      return;
    case 'resume-results':
      return sendResults(work, action.op, action.attempt, signal);
    case 'confirm-results':
      journal.transaction(() => {
        for (const item of action.items) journal.results.record(item);
      });
      log.info({ items: action.items.length }, `${action.items.length} results are recorded on chain`);
      return;
    case 'judge-results':
      return judge(work, action, signal);
    case 'release-results':
      journal.results.release(action.op);
      log.warn({ op: action.op }, `${action.op} is too large (${action.reason}): its results are grouped anew`);
      return;
    case 'quarantine-results':
      for (const item of action.items) quarantine(work, item, action.reason);
      return;
  }
}

async function submitBatch(work: Workshop, op: string, attempt: number, signal?: AbortSignal): Promise<void> {
  const { journal, parties, engine } = work;
  const batch = journal.batches.get(op);
  if (!batch || batch.state === 'committed' || batch.state === 'failed') return;
  journal.batches.send(op);
  const operation = commitBatch(parties, batch);
  const effect = batchEffect(work, operation.messages);
  await engine.submit({ key: op, ...operation, ...(effect && { effect }), attempt }, signal);
}

async function sendResults(work: Workshop, op: string, attempt: number, signal?: AbortSignal): Promise<void> {
  const results = work.journal.results.carriedBy(op);
  const [first] = results;
  if (!first) return;
  await work.engine.submit({ key: op, ...submitResults(work.parties, first.epoch, results), attempt }, signal);
}

async function judge(
  work: Workshop,
  { op, height, items }: { op: string; height: bigint; items: readonly ItemKey[] },
  signal?: AbortSignal,
): Promise<void> {
  const hash = work.attempts.latest(op)?.signed?.hash;
  if (hash === undefined) return;
  const tx = await includedIn(work.pool, height, hash);
  signal?.throwIfAborted();
  if (tx === undefined) return;
  for (const { item, reason } of refusedItems(tx, work.journal.results.carriedBy(op), items)) {
    quarantine(work, item, reason);
  }
}

function quarantine({ journal, log }: Workshop, item: ItemKey, reason: string): void {
  if (!journal.results.quarantine(item, reason)) return;
  const name = `the result of epoch ${item.epoch}, batch ${item.batchId}, index ${item.index}`;
  log.warn({ ...item }, `${name} is set aside: ${reason}`);
}

/** Whether the headers on chain show the batch of these messages: the engine's answer to "is it done?", also after a restart. */
export function batchEffect(
  { pool, headers }: Pick<Workshop, 'pool' | 'headers'>,
  messages: readonly EncodedMessage[],
): Effect | undefined {
  const [message] = messages;
  if (message?.typeUrl !== COMMIT_BATCH) return undefined;
  const { epoch, root } = MsgCommitBatch.decode(message.value);
  return async () => (await headers.find(await pool.latest(), epoch, root)) !== undefined;
}
