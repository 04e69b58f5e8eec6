import { describe, expect, test } from '@jest/globals';
import { batchOf, ended, failed, someFacts, waitingOf } from './facts.test.support.js';
import { planBatches } from './plan-batches.js';

const compose = { kind: 'compose-batch', of: 'artifact', model: 'm', epoch: 1n, most: 8192, maxFee: 9n };
const waiting = [waitingOf(7)];
const slot = (height: bigint, epoch = 1n, until = 150n) => new Map([['artifact/m', { height, epoch, until }]]);

describe('planBatches', () => {
  test('composes what waits as soon as the next block takes it', () => {
    expect(planBatches(someFacts({ waiting, slots: slot(101n) }))).toEqual([compose]);
    expect(planBatches(someFacts({ waiting, slots: slot(102n) }))).toEqual([]);
  });

  test('composes for the epoch that NextSlot gives: in the tail for the next', () => {
    expect(planBatches(someFacts({ waiting, slots: slot(101n, 2n, 0n) }))).toEqual([{ ...compose, epoch: 2n }]);
  });

  test('waits two blocks rather than be refused when the epoch is about to change', () => {
    expect(planBatches(someFacts({ waiting, slots: slot(101n, 1n, 103n) }))).toEqual([compose]);
    expect(planBatches(someFacts({ waiting, slots: slot(101n, 1n, 102n) }))).toEqual([]);
  });

  test('leaves alone what is not listed or not served', () => {
    expect(planBatches(someFacts({ waiting, slots: new Map() }))).toEqual([]);
    expect(planBatches(someFacts({ waiting, served: new Set() }))).toEqual([]);
  });

  test('one model that is stuck does not hold back another', () => {
    const slots = new Map([...slot(101n), ['artifact/n', { height: 101n, epoch: 1n, until: 0n }]]);
    const batches = [batchOf({ latest: ended(failed('inference', 5)) })];
    const facts = someFacts({ waiting: [...waiting, waitingOf(1, { model: 'n' })], slots, batches });
    expect(planBatches(facts)).toEqual([{ ...compose, model: 'n' }]);
  });

  test('one kind of a model does not hold back the other; one that the chain does not take is left alone', () => {
    const batches = [batchOf({ latest: ended(failed('inference', 5)) })];
    const both = [...waiting, waitingOf(2, { kind: 'response' })];
    expect(planBatches(someFacts({ waiting: both, slots: slot(101n) }))).toEqual([compose]);
    const slots = new Map([...slot(101n), ['response/m', { height: 101n, epoch: 1n, until: 0n }]]);
    expect(planBatches(someFacts({ waiting: both, slots, batches }))).toEqual([{ ...compose, of: 'response' }]);
  });

  test('commits a batch that a crash left fixed but not intended', () => {
    expect(planBatches(someFacts({ batches: [batchOf()] }))).toEqual([
      { kind: 'commit-batch', op: batchOf().op, attempt: 1 },
    ]);
  });

  test('makes one anew that a crash left behind in an epoch that is over', () => {
    const facts = someFacts({ batches: [batchOf()], slots: slot(101n, 2n, 0n) });
    expect(planBatches(facts)).toMatchObject([{ kind: 'fail-batch', op: batchOf().op }]);
  });

  test('leaves an attempt that is under way to the engine, even when the epoch has changed', () => {
    const latest = ended({ kind: 'superseded' }, { state: 'broadcast', outcome: undefined });
    const facts = someFacts({ batches: [batchOf({ latest })], slots: slot(101n, 2n, 0n) });
    expect(planBatches(facts)).toEqual([]);
  });

  test.each([
    ['too early', 'inference', 9, 1_000],
    ['leaf fee unpaid', 'inference', 12, 1_000],
    ['hot key not authorised', 'host', 2, 30_000],
    ['allowance used up', 'feegrant', 2, 30_000],
    ['a code nobody knows', 'nobody', 7, 30_000],
  ])('after %s tries again, but not before its pause is over', (_, codespace, code, pause) => {
    const batches = [batchOf({ latest: ended(failed(codespace, code), { finalMs: 1_000_000 }) })];
    expect(planBatches(someFacts({ batches, nowMs: 1_000_000 + pause - 1 }))).toEqual([]);
    expect(planBatches(someFacts({ batches, nowMs: 1_000_000 + pause }))).toEqual([
      { kind: 'commit-batch', op: batchOf().op, attempt: 2 },
    ]);
  });

  test('doubles the pause with every attempt, up to a limit', () => {
    const at = (attempt: number, ms: number) =>
      planBatches(
        someFacts({
          batches: [batchOf({ latest: ended(failed('inference', 9), { attempt, finalMs: 0 }) })],
          nowMs: ms,
        }),
      ).length;
    expect([at(3, 3_999), at(3, 4_000), at(50, 59_999), at(50, 60_000)]).toEqual([0, 1, 0, 1]);
  });

  test('after a proof of death begins the next attempt at once', () => {
    const batches = [batchOf({ latest: ended({ kind: 'dead', provenBy: ['a', 'b'] }, { attempt: 4 }) })];
    expect(planBatches(someFacts({ batches }))).toEqual([{ kind: 'commit-batch', op: batchOf().op, attempt: 5 }]);
  });

  test.each([3, 6])('makes a batch anew after inference/%d', (code) => {
    const facts = someFacts({ batches: [batchOf({ latest: ended(failed('inference', code)) })] });
    expect(planBatches(facts)).toMatchObject([{ kind: 'fail-batch', op: batchOf().op, split: false }]);
  });

  test('halves a batch that is refused for what one of its records says', () => {
    const facts = someFacts({ batches: [batchOf({ latest: ended(failed('inference', 10)) })] });
    const reason = expect.stringMatching(/^inference\/FEE_TOO_HIGH: /) as unknown;
    expect(planBatches(facts)).toEqual([{ kind: 'fail-batch', op: batchOf().op, split: true, reason }]);
  });

  test('does not burn fees for a model that is refused for good, and tries again in the next epoch', () => {
    const batches = [batchOf({ latest: ended(failed('inference', 5)) })];
    expect(planBatches(someFacts({ batches, waiting, nowMs: 10 ** 12 }))).toEqual([]);
    expect(planBatches(someFacts({ batches, waiting, slots: slot(101n, 2n, 0n) }))).toMatchObject([
      { kind: 'fail-batch' },
    ]);
  });

  test('goes on with a model when the chain has forgotten an epoch of which it was to be told', () => {
    const latest = ended({ kind: 'superseded' }, { state: 'broadcast', outcome: undefined });
    const facts = someFacts({ epoch: 5n, batches: [batchOf({ latest })], waiting, slots: slot(101n, 5n, 0n) });
    expect(planBatches(facts)).toEqual([{ ...compose, epoch: 5n }]);
  });
});
