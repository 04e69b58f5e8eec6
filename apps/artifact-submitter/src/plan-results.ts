import type { ItemKey } from '@pacer/journal';
import type { Facts, OpenResult, SubmitterAction } from './facts.js';
import { grouped } from './grouped.js';
import { nextAttempt } from './pause.js';
import { planQueued } from './plan-queue.js';
import { remedyOfResults } from './refusals.js';
import { closed, isClosed, keyOf } from './result-window.js';

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
  // By operation: a node that lacks the latest of them yet bears witness of the others.
  for (const items of grouped(same, (one) => one.op).values()) {
    actions.push({ kind: 'confirm-results', items: items.map(keyOf) });
  }
  if (other.length > 0) {
    const reason = 'the chain has recorded the other verdict for this item';
    actions.push({ kind: 'quarantine-results', items: other.map(keyOf), reason, by: { kind: 'other-verdict' } });
  }
  const inFlight = open.filter(({ op }) => op !== undefined);
  for (const [op, items] of grouped(inFlight, (one) => one.op ?? '')) {
    const action = planOperation(op, items, facts);
    if (action) actions.push(action);
  }
  return [...actions, ...planQueued(open, facts)];
}

function planOperation(op: string, items: readonly OpenResult[], facts: Facts): SubmitterAction | undefined {
  const latest = facts.operations.get(op);
  const keys: ItemKey[] = items.map(keyOf);
  if (latest?.outcome?.kind === 'ok') {
    const { height } = latest.outcome;
    // Facts older than the inclusion cannot show them yet.
    return facts.height < height ? undefined : { kind: 'judge-results', op, height, items: keys };
  }
  const next = nextAttempt(latest, facts.nowMs, remedyOfResults);
  if (next.kind === 'refused') {
    const reason = `${next.name}: ${next.what}`;
    if (next.remedy === 'regroup') return { kind: 'release-results', op, reason: next.name };
    if (next.remedy === 'split') return { kind: 'split-results', op, reason };
    return { kind: 'quarantine-results', items: keys, reason, by: { kind: 'attempt' } };
  }
  const isOver = items.some(({ epoch }) => isClosed(epoch, facts.epoch));
  if (isOver && (latest === undefined || latest.state === 'final')) return closed(keys);
  return next.kind === 'go' ? { kind: 'resume-results', op, attempt: next.attempt } : undefined;
}
