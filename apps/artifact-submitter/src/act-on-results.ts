import { provenIn } from '@pacer/client';
import type { ItemKey, Journal, Result } from '@pacer/journal';
import { MsgSubmitResults } from '@pacer/proto/validation/v1';
import type { SubmitterAction } from './facts.js';
import { SUBMIT_RESULTS, submitResults } from './messages.js';
import { refusedItems } from './outcomes.js';
import { overTestimony, resultsTestimony } from './witness.js';
import type { Workshop } from './workshop.js';

/** What is done about results. */
export type ResultAction = Extract<SubmitterAction, { kind: `${string}-results` }>;

/** Results set aside at once that the log names one by one. */
const MOST_NAMED = 20;

/** Does one action on results. */
export async function actOnResults(
  work: Workshop,
  action: Exclude<SubmitterAction, { kind: `${string}-batch` | 'prune' }>,
  signal?: AbortSignal,
): Promise<void> {
  const { journal, log } = work;
  switch (action.kind) {
    case 'send-results':
      if (journal.results.send(action.items, action.op)) await send(work, action.op, action.attempt, signal);
      return;
    case 'resume-results':
      return send(work, action.op, action.attempt, signal);
    case 'confirm-results':
      return confirm(work, action.items);
    case 'judge-results':
      return judge(work, action, signal);
    case 'release-results':
      journal.results.release(action.op);
      log.warn({ op: action.op }, `${action.op} is too large (${action.reason}): its results are grouped anew`);
      return;
    case 'split-results':
      split(work, action);
      return;
    case 'quarantine-results':
      if (!(await isGrounded(work, action))) return;
      setAside(
        work,
        action.items.map((item) => ({ item, reason: action.reason })),
      );
      return;
  }
}

async function send(work: Workshop, op: string, attempt: number, signal?: AbortSignal): Promise<void> {
  const { journal, recorded, parties, engine } = work;
  // What was set aside under this key before stays aside.
  const results = journal.results.carriedBy(op).filter(({ state }) => state === 'in_flight');
  const [first] = results;
  if (!first) return;
  // What others have on their way may be on the same batches, and there before this.
  const others = journal.results.count().in_flight - results.length;
  const stored = others + recorded.stored(first.epoch, new Set(results.map(({ batchId }) => batchId)));
  await engine.submit({ key: op, ...submitResults(parties, first.epoch, results, stored), attempt }, signal);
}

/** Durable only when two nodes show them; till then the next plan comes to the same. */
async function confirm({ journal, pool, parties, recorded, log }: Workshop, items: readonly ItemKey[]): Promise<void> {
  const results = openResults(journal, items);
  if (results.length === 0) return;
  const { proven, against } = await resultsTestimony(pool, parties.host, results, 'ours');
  if (against.length > 0) recorded.forget(items);
  if (!proven) return;
  journal.transaction(() => {
    for (const item of results) journal.results.record(item);
  });
  log.info({ items: results.length }, `${results.length} results are recorded on chain`);
}

async function isGrounded(
  { journal, pool, parties, recorded }: Workshop,
  { items, by }: Extract<ResultAction, { kind: 'quarantine-results' }>,
): Promise<boolean> {
  switch (by.kind) {
    case 'attempt':
      return true;
    case 'over':
      return (await overTestimony(pool, by.epoch)).proven;
    case 'other-verdict': {
      const testimony = await resultsTestimony(pool, parties.host, openResults(journal, items), 'the other');
      if (testimony.against.length > 0) recorded.forget(items);
      return testimony.proven;
    }
  }
}

function openResults({ results }: Journal, items: readonly ItemKey[]): Result[] {
  return items.flatMap((item) => {
    const result = results.get(item);
    return result?.state === 'queued' || result?.state === 'in_flight' ? [result] : [];
  });
}

async function judge(
  work: Workshop,
  { op, height, items }: { op: string; height: bigint; items: readonly ItemKey[] },
  signal?: AbortSignal,
): Promise<void> {
  const attempt = work.attempts.latest(op);
  const [message] = attempt?.intent.messages ?? [];
  if (attempt?.signed === undefined || message?.typeUrl !== SUBMIT_RESULTS) return;
  const tx = await provenIn(work.pool, height, attempt.signed.hash);
  signal?.throwIfAborted();
  if (tx === undefined) return;
  setAside(work, refusedItems(tx, MsgSubmitResults.decode(message.value), items));
  // The others were taken: whoever did not show them is asked again.
  work.recorded.forget(items);
}

function split({ journal, log }: Workshop, { op, reason }: { op: string; reason: string }): void {
  const carried = journal.results.split(op, reason);
  const then =
    carried === 1 ? 'its only result is set aside' : 'it is looked for by halves which of its results is why';
  if (carried > 0) log.warn({ op, carried }, `${op} was refused as a whole (${reason}): ${then}`);
}

function setAside({ journal, log }: Workshop, refused: readonly { item: ItemKey; reason: string }[]): void {
  const aside = journal.transaction(() =>
    refused.filter(({ item, reason }) => journal.results.quarantine(item, reason)),
  );
  for (const { item, reason } of aside.slice(0, MOST_NAMED)) {
    const name = `the result of epoch ${item.epoch}, batch ${item.batchId}, index ${item.index}`;
    log.warn({ ...item }, `${name} is set aside: ${reason}`);
  }
  if (aside.length > MOST_NAMED)
    log.warn({ refused: aside.length }, `${aside.length} results were set aside; see status`);
}
