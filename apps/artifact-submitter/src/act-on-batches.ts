import type { Effect, EncodedMessage } from '@pacer/agent';
import { askAll, verdictOf } from '@pacer/client';
import { hex } from '@pacer/crypto';
import { composeBatch } from '@pacer/journal';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import type { SubmitterAction } from './facts.js';
import { leafCheck } from './leaf-check.js';
import { COMMIT_BATCH, commitBatch } from './messages.js';
import { batchTestimony } from './witness.js';
import type { Workshop } from './workshop.js';

/** What is done about batches. */
export type BatchAction = Extract<SubmitterAction, { kind: `${string}-batch` }>;

/** Records set aside in one pass that the log names one by one. */
const MOST_NAMED = 20;

/** Does one action on batches. */
export function actOnBatches(work: Workshop, action: BatchAction, signal?: AbortSignal): Promise<void> {
  switch (action.kind) {
    case 'compose-batch':
      return compose(work, action, signal);
    case 'commit-batch':
      return submit(work, action.op, action.attempt, signal);
    case 'confirm-batch':
      return confirm(work, action);
    case 'fail-batch':
      fail(work, action);
      return Promise.resolve();
  }
}

async function compose(
  work: Workshop,
  { of: kind, model, epoch, most, maxFee }: Extract<BatchAction, { kind: 'compose-batch' }>,
  signal?: AbortSignal,
): Promise<void> {
  const { journal, log, clock } = work;
  const faultOf = leafCheck({ kind, model }, maxFee);
  let refused = 0;
  const batch = composeBatch(journal, {
    ...{ kind, model, epoch, maxCount: most, nowMs: clock.now() },
    check: (leaf) => {
      const reason = faultOf(leaf);
      if (reason === undefined) return undefined;
      refused += 1;
      const id = hex(leaf.key);
      if (refused <= MOST_NAMED) log.warn({ id, kind, model }, `record ${id} of ${model} is set aside: ${reason}`);
      return reason;
    },
  });
  if (refused > MOST_NAMED)
    log.warn({ kind, model, refused }, `${refused} records of ${model} were set aside; see status`);
  if (!batch) return;
  log.info({ op: batch.op, count: batch.count }, `${batch.count} records of ${model} are fixed in ${batch.op}`);
  await submit(work, batch.op, 1, signal);
}

async function submit(work: Workshop, op: string, attempt: number, signal?: AbortSignal): Promise<void> {
  const { journal, parties, engine } = work;
  const batch = journal.batches.get(op);
  if (!batch || batch.state === 'committed' || batch.state === 'failed') return;
  journal.batches.send(op);
  const operation = commitBatch(parties, batch);
  const effect = batchEffect(work, operation.messages);
  await engine.submit({ key: op, ...operation, ...(effect && { effect }), attempt }, signal);
}

/** Durable only when two nodes show it; till then the next plan comes to the same. */
async function confirm(
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

function fail({ journal, log }: Workshop, { op, reason, split }: Extract<BatchAction, { kind: 'fail-batch' }>): void {
  const batch = journal.batches.get(op);
  if (!journal.batches.fail(op, reason, { split })) return;
  const [only] = batch?.count === 1 ? batch.requestIds : [];
  const then = !split
    ? 'its records go into another'
    : only
      ? `its only record ${hex(only)} is set aside`
      : 'it is looked for by halves which of its records is why';
  log.warn({ op }, `${op} cannot be committed (${reason}): ${then}`);
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
