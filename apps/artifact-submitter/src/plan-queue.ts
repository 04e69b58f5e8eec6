import type { ItemKey } from '@pacer/journal';
import type { AttemptFacts, Facts, OpenResult, SubmitterAction } from './facts.js';
import { grouped } from './grouped.js';
import { closed, isClosed, keyOf } from './result-window.js';

/**
 * Messages of results on their way at once: what a few blocks have room for. Those that a claim waits for have places of their
 * own, so that no backlog and no pause after a refusal stands before them.
 */
export const MOST_IN_FLIGHT = { ordinary: 3, urgent: 2 } as const;

/** Results that belong into one message. */
interface Group {
  urgent: boolean;
  /** whether it is as large as a message can be, or must go as it is */
  full: boolean;
  items: readonly OpenResult[];
}

/**
 * Sends what is queued: urgent ones first and at once, the others in full messages; one that is not full waits while another of its
 * epoch is on its way, for a fee is paid per message.
 * @param open results that the chain does not show, queued and in flight
 */
export function planQueued(open: readonly OpenResult[], facts: Facts): SubmitterAction[] {
  const queued = open.filter(({ op }) => op === undefined);
  const inFlight = open.filter(({ op }) => op !== undefined);
  const actions: SubmitterAction[] = [];
  const late = queued.filter(({ epoch }) => isClosed(epoch, facts.epoch));
  for (const items of grouped(late, ({ epoch }) => epoch).values()) actions.push(closed(items.map(keyOf)));

  const taken = new Set(facts.results.map(({ op }) => op));
  const busy = new Set(inFlight.map(({ epoch }) => epoch));
  const room = roomBeside(inFlight);
  for (const { urgent, full, items } of groupsOf(queued, facts)) {
    const [first] = items;
    const sort = urgent ? 'urgent' : 'ordinary';
    if (first === undefined || room[sort] === 0 || (!urgent && !full && busy.has(first.epoch))) continue;
    room[sort] -= 1;
    actions.push({ kind: 'send-results', ...freshOperation(first, facts.operations, taken), items: items.map(keyOf) });
  }
  return actions;
}

/** How many messages more may be sent. One that carries anything urgent counts as urgent. */
function roomBeside(inFlight: readonly OpenResult[]): Record<'ordinary' | 'urgent', number> {
  const room = { ...MOST_IN_FLIGHT } as Record<'ordinary' | 'urgent', number>;
  for (const items of grouped(inFlight, ({ op }) => op).values()) {
    const sort = items.some(({ urgent }) => urgent) ? 'urgent' : 'ordinary';
    room[sort] = Math.max(0, room[sort] - 1);
  }
  return room;
}

/**
 * Groups of one epoch each, urgent ones first. Those that may only be in small groups are grouped by themselves: one of them
 * is suspected, and no other should be refused with it.
 */
function groupsOf(queued: readonly OpenResult[], { epoch: current, maxResults }: Facts): Group[] {
  const groups: Group[] = [];
  for (const urgent of [true, false]) {
    const those = queued.filter((one) => one.urgent === urgent && one.epoch <= current);
    for (const [epoch, ofEpoch] of grouped(those, (one) => one.epoch)) {
      const limit = maxResults.get(epoch) ?? 0;
      if (isClosed(epoch, current) || limit < 1) continue;
      for (const [groupMax, items] of grouped(ofEpoch, (one) => one.groupMax)) {
        const most = Math.min(limit, groupMax ?? limit);
        for (let from = 0; from < items.length; from += most) {
          const group = items.slice(from, from + most);
          groups.push({ urgent, full: group.length === most || groupMax !== undefined, items: group });
        }
      }
    }
  }
  return groups;
}

/**
 * `results/<epoch>/<batch>.<index>` of the first one. If that operation was done before — its items were set aside and queued
 * again by a person — the next is `….2`: an operation that is done is never sent again. So it is if the operation still carries
 * others, even if a crash left no attempt of it: what an operation carries never grows.
 */
function freshOperation(
  first: ItemKey,
  operations: Pick<ReadonlyMap<string, AttemptFacts>, 'get'>,
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
