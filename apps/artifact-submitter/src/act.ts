import type { Effect, EncodedMessage, Logger, TxEngine, TxStore } from '@pacer/agent';
import { askAll, type EndpointPool, provenIn, verdictOf } from '@pacer/client';
import { composeBatch, type ItemKey, type Journal, type Result } from '@pacer/journal';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import type { SubmitterAction } from './facts.js';
import { COMMIT_BATCH, commitBatch, type Parties, submitResults } from './messages.js';
import { refusedItems } from './outcomes.js';
import type { HeadersOfNodes, OwnHeaders } from './own-headers.js';
import { batchTestimony, overTestimony, resultsTestimony } from './witness.js';

/** What actions work on. */
export interface Workshop {
  parties: Parties;
  journal: Journal;
  engine: TxEngine;
  attempts: Pick<TxStore, 'latest'>;
  pool: EndpointPool;
  /** as the facts are read, and as each node has them */
  headers: OwnHeaders;
  nodes: HeadersOfNodes;
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
      return confirmBatch(work, action);
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
      return confirmResults(work, action.items);
    case 'judge-results':
      return judge(work, action, signal);
    case 'release-results':
      journal.results.release(action.op);
      log.warn({ op: action.op }, `${action.op} is too large (${action.reason}): its results are grouped anew`);
      return;
    case 'quarantine-results':
      if (!(await isGrounded(work, action))) return;
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

/** Durable only when two nodes show it; till then the next plan comes to the same. */
async function confirmBatch(
  { journal, pool, parties, headers, log }: Workshop,
  { op, id }: { op: string; id: bigint },
): Promise<void> {
  const batch = journal.batches.get(op);
  if (!batch) return;
  const { proven, against } = await batchTestimony(pool, parties.host, batch, id);
  // What others deny is read again, from whoever is asked next.
  if (against.length > 0) headers.forget(batch.epoch);
  if (!proven || !journal.batches.commit(op, id)) return;
  log.info({ op, id }, `${op} is batch ${id} of its epoch on chain`);
}

async function confirmResults({ journal, pool, parties, log }: Workshop, items: readonly ItemKey[]): Promise<void> {
  const results = openResults(journal, items);
  const { proven } = await resultsTestimony(pool, parties.host, results, 'ours');
  if (!proven) return;
  journal.transaction(() => {
    for (const item of items) journal.results.record(item);
  });
  log.info({ items: items.length }, `${items.length} results are recorded on chain`);
}

async function isGrounded(
  { journal, pool, parties }: Workshop,
  { items, by }: Extract<SubmitterAction, { kind: 'quarantine-results' }>,
): Promise<boolean> {
  switch (by.kind) {
    case 'attempt':
      return true;
    case 'over':
      return (await overTestimony(pool, by.epoch)).proven;
    case 'other-verdict':
      return (await resultsTestimony(pool, parties.host, openResults(journal, items), 'the other')).proven;
  }
}

function openResults({ results }: Journal, items: readonly ItemKey[]): Result[] {
  const open = [...results.inState('queued'), ...results.inState('in_flight')];
  return open.filter((one) => items.some((item) => isSame(item, one)));
}

function isSame(a: ItemKey, b: ItemKey): boolean {
  return a.epoch === b.epoch && a.batchId === b.batchId && a.index === b.index;
}

async function judge(
  work: Workshop,
  { op, height, items }: { op: string; height: bigint; items: readonly ItemKey[] },
  signal?: AbortSignal,
): Promise<void> {
  const hash = work.attempts.latest(op)?.signed?.hash;
  if (hash === undefined) return;
  const tx = await provenIn(work.pool, height, hash);
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
  { pool, nodes }: Pick<Workshop, 'pool' | 'nodes'>,
  messages: readonly EncodedMessage[],
): Effect | undefined {
  const [message] = messages;
  if (message?.typeUrl !== COMMIT_BATCH) return undefined;
  const { epoch, root } = MsgCommitBatch.decode(message.value);
  return async () => verdictOf(await askAll(pool, (query, { url }) => nodes.has(url, query, epoch, root)));
}
