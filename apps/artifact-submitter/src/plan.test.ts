import { describe, expect, test } from '@jest/globals';
import type { ItemKey } from '@pacer/journal';
import fc from 'fast-check';
import type { Facts, OpenBatch, SubmitterAction } from './facts.js';
import { anyFacts } from './facts.test.support.js';
import { laneOf } from './lane.js';
import { isForgotten } from './own-headers.js';
import { plan } from './plan.js';
import { MOST_IN_FLIGHT } from './plan-queue.js';

const nameOf = ({ epoch, batchId, index }: ItemKey) => `${epoch}/${batchId}.${index}`;
const of = <K extends SubmitterAction['kind']>(actions: readonly SubmitterAction[], kind: K) =>
  actions.filter((action): action is Extract<SubmitterAction, { kind: K }> => action.kind === kind);

function always(check: (facts: Facts, actions: SubmitterAction[]) => void): void {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      check(facts, plan(facts));
    }),
    { numRuns: 500 },
  );
}

const batchIn = (facts: Facts, op: string) => facts.batches.find((batch) => batch.op === op)!;
const isUnfinished = (facts: Facts, op: string) => {
  const { latest } = batchIn(facts, op);
  return latest !== undefined && latest.state !== 'final';
};

describe('plan, for any facts', () => {
  test('begins at most one batch of a lane at a time, and none while another of it is open', () => {
    always((facts, actions) => {
      const begun = [
        ...of(actions, 'compose-batch').map(({ of: kind, model }) => laneOf({ kind, model })),
        ...of(actions, 'commit-batch').map(({ op }) => laneOf(batchIn(facts, op))),
      ];
      expect(new Set(begun).size).toBe(begun.length);
      const isSettled = (one: OpenBatch) => isForgotten(one.epoch, facts.epoch) || one.onChain !== undefined;
      for (const { of: kind, model } of of(actions, 'compose-batch')) {
        const others = facts.batches.filter((batch) => laneOf(batch) === laneOf({ kind, model }));
        expect(others.every(isSettled)).toBe(true);
      }
      for (const { op } of of(actions, 'commit-batch')) {
        const batch = batchIn(facts, op);
        const before = facts.batches
          .slice(0, facts.batches.indexOf(batch))
          .filter((one) => laneOf(one) === laneOf(batch));
        expect(before.every(isSettled)).toBe(true);
      }
    });
  });

  test('neither composes nor commits before NextSlot, nor for another epoch than it gives', () => {
    always((facts, actions) => {
      const begun = [
        ...of(actions, 'compose-batch').map(({ of: kind, model, epoch }) => ({ kind, model, epoch })),
        ...of(actions, 'commit-batch').map(({ op }) => batchIn(facts, op)),
      ];
      for (const { kind, model, epoch } of begun) {
        const slot = facts.slots.get(laneOf({ kind, model }))!;
        expect(slot.height <= facts.height + 1n).toBe(true);
        expect(epoch).toBe(slot.epoch);
        expect(slot.until === 0n || facts.height + 1n < slot.until).toBe(true);
      }
    });
  });

  test('composes only what is served, waits and fits, and says what a record may cost', () => {
    always((facts, actions) => {
      for (const { of: kind, model, most, maxFee } of of(actions, 'compose-batch')) {
        expect(facts.served.has(model)).toBe(true);
        expect(facts.waiting.some((one) => one.model === model && one.kind === kind && one.count > 0)).toBe(true);
        expect(most).toBe(facts.maxBatchCount);
        expect(maxFee).toBe(facts.maxFees.get(model));
      }
    });
  });

  test('never starts an attempt, or frees the records, while the one before may still be included', () => {
    always((facts, actions) => {
      for (const { op, attempt } of of(actions, 'commit-batch')) {
        const { latest } = batchIn(facts, op);
        expect(isUnfinished(facts, op)).toBe(false);
        expect(latest?.outcome?.kind).not.toBe('ok');
        expect(attempt).toBe((latest?.attempt ?? 0) + 1);
      }
      for (const { op } of of(actions, 'fail-batch')) {
        expect(isUnfinished(facts, op)).toBe(false);
        expect(['failed', 'dead', undefined]).toContain(batchIn(facts, op).latest?.outcome?.kind);
        expect(batchIn(facts, op).onChain).toBeUndefined();
      }
    });
  });

  test('confirms a batch exactly when the chain shows it, and does nothing else with it', () => {
    always((facts, actions) => {
      for (const { op, onChain, epoch } of facts.batches) {
        if (onChain === undefined || isForgotten(epoch, facts.epoch)) continue;
        const about = actions.filter((action) => 'op' in action && action.op === op);
        expect(about).toEqual([{ kind: 'confirm-batch', op, id: onChain }]);
      }
    });
  });

  test('answers WRONG_EPOCH with a new operation, never with another attempt at the same', () => {
    always((facts, actions) => {
      for (const { op, latest, onChain } of facts.batches) {
        const outcome = latest?.outcome;
        if (outcome?.kind !== 'failed' || outcome.codespace !== 'inference' || outcome.code !== 3) continue;
        if (onChain !== undefined) continue;
        const about = actions.filter((action) => 'op' in action && action.op === op);
        expect(about.map(({ kind }) => kind)).toEqual(['fail-batch']);
      }
    });
  });

  test('sends results of one epoch at a time, at most as many as a message takes, and only queued ones', () => {
    always((facts, actions) => {
      for (const { op, items, attempt } of of(actions, 'send-results')) {
        const [first] = items;
        expect(items.every(({ epoch }) => epoch === first!.epoch)).toBe(true);
        expect(items.length).toBeGreaterThan(0);
        expect(items.length).toBeLessThanOrEqual(facts.maxResults.get(first!.epoch)!);
        expect(first!.epoch <= facts.epoch && facts.epoch < first!.epoch + 2n).toBe(true);
        const all = items.map((item) => facts.results.find((one) => nameOf(one) === nameOf(item))!);
        expect(all.every(({ groupMax }) => groupMax === undefined || items.length <= groupMax)).toBe(true);
        expect(new Set(all.map(({ urgent }) => urgent)).size).toBe(1);
        for (const item of items) {
          const open = facts.results.find((one) => nameOf(one) === nameOf(item))!;
          expect([open.op, open.onChain]).toEqual([undefined, undefined]);
        }
        const before = facts.operations.get(op);
        expect(before === undefined || ['failed', 'dead'].includes(before.outcome?.kind ?? '')).toBe(true);
        expect(attempt).toBe((before?.attempt ?? 0) + 1);
      }
    });
  });

  test('does one thing with an item at most, and never sets aside what the chain shows with our verdict', () => {
    always((facts, actions) => {
      const touched = actions.flatMap((action) => ('items' in action ? action.items.map(nameOf) : []));
      expect(new Set(touched).size).toBe(touched.length);
      const confirmed = new Set(of(actions, 'confirm-results').flatMap(({ items }) => items.map(nameOf)));
      for (const result of facts.results) {
        expect(confirmed.has(nameOf(result))).toBe(result.onChain === result.verdict);
      }
    });
  });

  test('has no two operations on results under one key', () => {
    always((_, actions) => {
      const keys = [...of(actions, 'send-results'), ...of(actions, 'resume-results')].map(({ op }) => op);
      const sent = of(actions, 'send-results').map(({ op }) => op);
      expect(new Set(sent).size).toBe(sent.length);
      expect(keys.filter((key) => sent.includes(key)).length).toBe(sent.length);
    });
  });

  test('sends urgent results before all others, and never keeps more messages on their way than there are places', () => {
    always((facts, actions) => {
      const open = facts.results.filter(({ onChain }) => onChain === undefined);
      const isUrgent = (item: ItemKey) => open.find((one) => nameOf(one) === nameOf(item))!.urgent;
      const sent = of(actions, 'send-results').map(({ items }) => isUrgent(items[0]!));
      expect(sent).toEqual([...sent].sort((a, b) => Number(b) - Number(a)));
      const flying = [...new Set(open.flatMap(({ op }) => op ?? []))].map((op) =>
        open.some((one) => one.op === op && one.urgent),
      );
      for (const urgent of [true, false]) {
        const places = MOST_IN_FLIGHT[urgent ? 'urgent' : 'ordinary'];
        const before = flying.filter((one) => one === urgent).length;
        const after = before + sent.filter((one) => one === urgent).length;
        expect(after).toBeLessThanOrEqual(Math.max(places, before));
      }
    });
  });

  test('deletes only what nobody may ask for any more, once an epoch', () => {
    always((facts, actions) => {
      const pruning = of(actions, 'prune');
      for (const { before } of pruning) expect(before + 2n).toBe(facts.epoch);
      const isDue = facts.epoch > 2n && (facts.prunedBefore === undefined || facts.prunedBefore < facts.epoch - 2n);
      expect(pruning).toHaveLength(isDue ? 1 : 0);
    });
  });

  test('is a function of its facts', () => {
    always((facts, actions) => {
      expect(plan(facts)).toEqual(actions);
    });
  });
});
