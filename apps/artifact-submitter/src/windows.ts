import type { WatchedWindow } from '@pacer/agent';
import { classify } from '@pacer/client';
import type { AttemptFacts, Facts } from './facts.js';
import { grouped } from './grouped.js';
import { laneOf } from './lane.js';

/** Sorts of windows that a submitter watches. */
export const WINDOWS = ['batch', 'results'] as const;

/** What can be submitted from a height on: when it was first seen is where its window begins. */
interface Waiting {
  key: string;
  end: bigint;
}

/**
 * Batches and results as windows that pass. They have no beginning on the chain: the window of a batch runs from when its
 * records were first seen waiting until they count for another epoch, the window of an epoch's results from when the oldest
 * that is open was first seen until the chain takes none of that epoch any more (§7: in N and N+1). Of a long backlog only its
 * beginning is looked at: what comes after it has no earlier end.
 */
export class SubmitterWindows {
  readonly #firstSeen = new Map<string, bigint>();

  look(facts: Facts): WatchedWindow[] {
    const seen = new Set<string>();
    const windows = [...this.#batches(facts, seen), ...this.#results(facts, seen)];
    for (const key of this.#firstSeen.keys()) if (!seen.has(key)) this.#firstSeen.delete(key);
    return windows;
  }

  #batches(facts: Facts, seen: Set<string>): WatchedWindow[] {
    const windows: WatchedWindow[] = [];
    const busy = new Set<string>();
    for (const { op, epoch, kind, model, onChain, latest } of facts.batches) {
      const lane = laneOf({ kind, model });
      const slot = facts.slots.get(lane);
      if (onChain === undefined) busy.add(lane);
      if (!slot || (slot.epoch === epoch && slot.until === 0n)) continue;
      const isOver = slot.epoch > epoch;
      const end = isOver ? facts.height : slot.until;
      windows.push({
        ...{ key: op, kind: 'batch', ...this.#span({ key: op, end }, facts, seen) },
        ...{ state: onChain !== undefined ? 'done' : isOver ? 'lost' : 'open', ...reasonOf(latest, isOver) },
      });
    }
    for (const { kind, model, count } of facts.waiting) {
      const lane = laneOf({ kind, model });
      const slot = facts.slots.get(lane);
      if (count === 0 || busy.has(lane) || !slot || slot.until === 0n || !facts.served.has(model)) continue;
      // Nothing is late before the chain takes the next one.
      if (slot.height > facts.height + 1n) continue;
      const key = `batch/${slot.epoch}/${lane}`;
      const why = `${count} records of ${model} wait for a batch`;
      windows.push({
        key,
        kind: 'batch',
        ...this.#span({ key, end: slot.until }, facts, seen),
        state: 'open',
        why,
        todo: '',
      });
    }
    return windows;
  }

  #results(facts: Facts, seen: Set<string>): WatchedWindow[] {
    const windows: WatchedWindow[] = [];
    for (const [epoch, results] of grouped(facts.results, (one) => one.epoch)) {
      const end = facts.epochEnd + (epoch - facts.epoch + 1n) * facts.epochLength;
      const open = results.filter(({ onChain }) => onChain === undefined);
      const from = open.reduce(
        (least, { batchId, index }) => {
          const { from: first } = this.#span({ key: `result/${epoch}/${batchId}.${index}`, end }, facts, seen);
          return first < least ? first : least;
        },
        facts.height < end ? facts.height : end - 1n,
      );
      const isOver = facts.epoch >= epoch + 2n;
      const latest = open
        .map(({ op }) => (op === undefined ? undefined : facts.operations.get(op)))
        .find((one) => one !== undefined);
      const { why, ...rest } = reasonOf(latest, isOver);
      const all = facts.backlog.queued + facts.backlog.inFlight;
      const more = all > facts.results.length ? ` (${all} wait in all)` : '';
      windows.push({
        ...{ key: `results/${epoch}`, kind: 'results', from, end, ...rest },
        state: open.length === 0 ? 'done' : isOver ? 'lost' : 'open',
        why: `${open.length} of ${results.length} results are not on the chain${more}; ${why}`,
      });
    }
    return windows;
  }

  #span({ key, end }: Waiting, { height }: Facts, seen: Set<string>): { from: bigint; end: bigint } {
    seen.add(key);
    const first = this.#firstSeen.get(key) ?? height;
    this.#firstSeen.set(key, first);
    return { from: first < end ? first : end - 1n, end };
  }
}

/** Why it is not done, from the last attempt at it. */
function reasonOf(
  latest: AttemptFacts | undefined,
  isOver: boolean,
): Pick<WatchedWindow, 'why' | 'todo' | 'waitsForHelp'> {
  const outcome = latest?.outcome;
  if (outcome?.kind === 'failed') {
    const { class: kind, name, what } = classify(outcome.codespace, outcome.code);
    return {
      why: `attempt ${latest?.attempt} was refused as ${name}`,
      todo: kind === 'retry' ? '' : what,
      waitsForHelp: kind === 'fix',
    };
  }
  if (isOver) return { why: 'the epoch in which it counted is over', todo: '' };
  if (outcome?.kind === 'dead') return { why: `attempt ${latest?.attempt} was never included`, todo: '' };
  return { why: latest ? 'an attempt is under way' : 'nothing was sent yet', todo: '' };
}
