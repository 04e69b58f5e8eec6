import type { ItemKey } from '@pacer/journal';
import type { AttemptFacts, Facts, OpenResult, SubmitterAction } from './facts.js';
import { grouped } from './grouped.js';
import { nextAttempt } from './pause.js';

/** TOO_MANY: the limit has changed since they were grouped. */
const REGROUP = ['validation/4'];
/** Epochs, counted from their own, in which results are accepted (§7: in N and N+1). */
const WINDOW = 2n;

/**
 * What is to be done about results (§7). Pure. What the chain shows is confirmed, whoever brought it there; what it refused
 * is set aside item by item; the rest goes out in groups of one epoch each.
 */
export function planResults(facts: Facts): SubmitterAction[] {
  const shown = facts.results.filter(({ onChain }) => onChain !== undefined);
  const open = facts.results.filter(({ onChain }) => onChain === undefined);
  const same = shown.filter(({ onChain, verdict }) => onChain === verdict);
  const other = shown.filter(({ onChain, verdict }) => onChain !== verdict);
  const actions: SubmitterAction[] = [];
  if (same.length > 0) actions.push({ kind: 'confirm-results', items: same.map(keyOf) });
  if (other.length > 0) {
    const reason = 'the chain has recorded the other verdict for this item';
    actions.push({ kind: 'quarantine-results', items: other.map(keyOf), reason, by: { kind: 'other-verdict' } });
  }
  const inFlight = open.filter(({ op }) => op !== undefined);
  for (const [op, items] of grouped(inFlight, (one) => one.op ?? '')) {
    const action = planOperation(op, items, facts);
    if (action) actions.push(action);
  }
  const queued = open.filter(({ op }) => op === undefined);
  for (const [epoch, items] of grouped(queued, (one) => one.epoch)) actions.push(...planQueued(epoch, items, facts));
  return actions;
}

function planOperation(op: string, items: readonly OpenResult[], facts: Facts): SubmitterAction | undefined {
  const latest = facts.operations.get(op);
  const keys = items.map(keyOf);
  if (latest?.outcome?.kind === 'ok') {
    const { height } = latest.outcome;
    // Facts older than the inclusion cannot show them yet.
    return facts.height < height ? undefined : { kind: 'judge-results', op, height, items: keys };
  }
  const next = nextAttempt(latest, facts.nowMs, REGROUP);
  if (next.kind === 'refused') {
    if (!next.hopeless) return { kind: 'release-results', op, reason: next.name };
    return { kind: 'quarantine-results', items: keys, reason: `${next.name}: ${next.what}`, by: { kind: 'attempt' } };
  }
  const isOver = items.some(({ epoch }) => isClosed(epoch, facts.epoch));
  if (isOver && (latest === undefined || latest.state === 'final')) return closed(keys);
  return next.kind === 'go' ? { kind: 'resume-results', op, attempt: next.attempt } : undefined;
}

function planQueued(epoch: bigint, items: readonly OpenResult[], facts: Facts): SubmitterAction[] {
  if (isClosed(epoch, facts.epoch)) return [closed(items.map(keyOf))];
  const most = facts.maxResults.get(epoch);
  if (most === undefined || most < 1 || epoch > facts.epoch) return [];
  const isInFlight = facts.results.some(
    (one) => one.epoch === epoch && one.op !== undefined && one.onChain === undefined,
  );
  const taken = new Set(facts.results.map(({ op }) => op));
  const actions: SubmitterAction[] = [];
  for (let from = 0; from < items.length; from += most) {
    const group = items.slice(from, from + most);
    const [first] = group;
    // While something of the epoch is on its way, a group that is not full waits for more: a fee is paid per message.
    if (first === undefined || (isInFlight && group.length < most)) break;
    actions.push({ kind: 'send-results', ...freshOperation(first, facts.operations, taken), items: group.map(keyOf) });
  }
  return actions;
}

/**
 * `results/<epoch>/<batch>.<index>` of the first one. If that operation was done before — its items were set aside and queued
 * again by a person — the next is `….2`: an operation that is done is never sent again. So it is if the operation still carries
 * others, even if a crash left no attempt of it: what an operation carries never grows.
 */
function freshOperation(
  first: ItemKey,
  operations: ReadonlyMap<string, AttemptFacts>,
  taken: ReadonlySet<string | undefined>,
): { op: string; attempt: number } {
  const base = `results/${first.epoch}/${first.batchId}.${first.index}`;
  for (let again = 1; ; again++) {
    const op = again === 1 ? base : `${base}.${again}`;
    if (taken.has(op)) continue;
    const latest = operations.get(op);
    if (latest === undefined) return { op, attempt: 1 };
    const kind = latest.outcome?.kind;
    if (kind === 'failed' || kind === 'dead') return { op, attempt: latest.attempt + 1 };
  }
}

function isClosed(epoch: bigint, current: bigint): boolean {
  return current >= epoch + WINDOW;
}

function closed(items: readonly ItemKey[]): SubmitterAction {
  const epoch = items.reduce((latest, item) => (item.epoch > latest ? item.epoch : latest), 0n) + WINDOW;
  const reason = 'results of this epoch are no longer accepted';
  return { kind: 'quarantine-results', items, reason, by: { kind: 'over', epoch } };
}

function keyOf({ epoch, batchId, index }: ItemKey): ItemKey {
  return { epoch, batchId, index };
}
