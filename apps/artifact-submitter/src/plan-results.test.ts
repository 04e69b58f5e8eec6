import { describe, expect, test } from '@jest/globals';
import { ended, failed, resultOf, someFacts } from './facts.test.support.js';
import { planResults } from './plan-results.js';

const key = (index: number, epoch = 1n) => ({ epoch, batchId: 5n, index });
const op = 'results/1/5.0';
const carried = [resultOf(0, { op }), resultOf(1, { op })];
const under = (latest: ReturnType<typeof ended>) => new Map([[op, latest]]);

describe('planResults', () => {
  test('groups by epoch and size', () => {
    const results = [resultOf(8, { epoch: 0n }), ...[0, 1, 2, 3].map((i) => resultOf(i))];
    expect(planResults(someFacts({ results }))).toEqual([
      { kind: 'send-results', op: 'results/0/5.8', attempt: 1, items: [key(8, 0n)] },
      { kind: 'send-results', op: 'results/1/5.0', attempt: 1, items: [key(0), key(1), key(2)] },
      { kind: 'send-results', op: 'results/1/5.3', attempt: 1, items: [key(3)] },
    ]);
  });

  test('while something is on its way only full groups follow', () => {
    const latest = ended({ kind: 'superseded' }, { state: 'broadcast', outcome: undefined });
    const results = [...carried, ...[2, 3, 4, 5].map((i) => resultOf(i))];
    expect(planResults(someFacts({ results, operations: under(latest) }))).toEqual([
      { kind: 'send-results', op: 'results/1/5.2', attempt: 1, items: [key(2), key(3), key(4)] },
    ]);
  });

  test('confirms what the chain shows, whoever brought it there, and sets the other verdict aside', () => {
    const results = [resultOf(0, { onChain: 'match' }), resultOf(1, { op, onChain: 'mismatch' })];
    expect(planResults(someFacts({ results }))).toMatchObject([
      { kind: 'confirm-results', items: [key(0)] },
      { kind: 'quarantine-results', items: [key(1)] },
    ]);
  });

  test('notes what is shown by operation, so that what the second node lacks yet holds nothing else up', () => {
    const other = { op: 'results/1/5.2', onChain: 'match' as const };
    const results = [resultOf(0, { op, onChain: 'match' }), resultOf(1, { op, onChain: 'match' }), resultOf(2, other)];
    expect(planResults(someFacts({ results }))).toEqual([
      { kind: 'confirm-results', items: [key(0), key(1)] },
      { kind: 'confirm-results', items: [key(2)] },
    ]);
  });

  test('halves what was refused as a whole for what may be one of them', () => {
    const gas = under(ended(failed('sdk', 11)));
    const reason = expect.stringMatching(/^sdk\/OUT_OF_GAS: /) as unknown;
    expect(planResults(someFacts({ results: carried, operations: gas }))).toEqual([
      { kind: 'split-results', op, reason },
    ]);
    const halves = carried.map((one) => ({ ...one, op: undefined, groupMax: 1 }));
    expect(planResults(someFacts({ results: [...halves, resultOf(2)], operations: gas }))).toEqual([
      { kind: 'send-results', op, attempt: 2, items: [key(0)] },
      { kind: 'send-results', op: 'results/1/5.1', attempt: 1, items: [key(1)] },
      { kind: 'send-results', op: 'results/1/5.2', attempt: 1, items: [key(2)] },
    ]);
  });

  test('sends what a claim waits for first, in a message of its own, and at once', () => {
    const results = [...carried, resultOf(2), resultOf(3, { urgent: true }), resultOf(4), resultOf(5)];
    const latest = ended({ kind: 'superseded' }, { state: 'broadcast', outcome: undefined });
    expect(planResults(someFacts({ results, operations: under(latest) }))).toEqual([
      { kind: 'send-results', op: 'results/1/5.3', attempt: 1, items: [key(3)] },
      { kind: 'send-results', op: 'results/1/5.2', attempt: 1, items: [key(2), key(4), key(5)] },
    ]);
  });

  test('has only so many messages on their way; those that a claim waits for have places of their own', () => {
    const latest = ended({ kind: 'superseded' }, { state: 'broadcast', outcome: undefined });
    const sent = [0, 1, 2].map((i) => resultOf(i, { op: `results/1/5.${i}` }));
    const operations = new Map(sent.map(({ op: its = '' }) => [its, latest]));
    const queued = Array.from({ length: 30 }, (_, i) => resultOf(10 + i, { urgent: i % 2 === 0 }));
    const planned = planResults(someFacts({ results: [...sent, ...queued], operations }));
    expect(planned).toEqual([
      { kind: 'send-results', op: 'results/1/5.10', attempt: 1, items: [key(10), key(12), key(14)] },
      { kind: 'send-results', op: 'results/1/5.16', attempt: 1, items: [key(16), key(18), key(20)] },
    ]);
  });

  test('resumes what a crash left fixed but not intended', () => {
    expect(planResults(someFacts({ results: carried }))).toEqual([{ kind: 'resume-results', op, attempt: 1 }]);
  });

  test('gives another operation to an item queued again while the one that bears its name still carries others', () => {
    const results = [resultOf(0), resultOf(1, { op })];
    const maxResults = new Map([[1n, 1]]);
    expect(planResults(someFacts({ results, maxResults }))).toEqual([
      { kind: 'resume-results', op, attempt: 1 },
      { kind: 'send-results', op: `${op}.2`, attempt: 1, items: [key(0)] },
    ]);
  });

  test('asks why items are not shown only once the facts are as new as the inclusion', () => {
    const operations = under(ended({ kind: 'ok', height: 101n }));
    expect(planResults(someFacts({ results: carried, operations }))).toEqual([]);
    const later = planResults(someFacts({ results: carried, operations, height: 101n }));
    expect(later).toEqual([{ kind: 'judge-results', op, height: 101n, items: [key(0), key(1)] }]);
  });

  test('sets everything aside that is refused for good, and groups anew what was too much', () => {
    const closed = under(ended(failed('validation', 6)));
    expect(planResults(someFacts({ results: carried, operations: closed }))).toMatchObject([
      { kind: 'quarantine-results', items: [key(0), key(1)] },
    ]);
    const many = under(ended(failed('validation', 4)));
    expect(planResults(someFacts({ results: carried, operations: many }))).toMatchObject([
      { kind: 'release-results', op },
    ]);
    const freed = carried.map((one) => ({ ...one, op: undefined }));
    expect(planResults(someFacts({ results: freed, operations: many }))).toMatchObject([
      { kind: 'send-results', op, attempt: 2 },
    ]);
  });

  test('tries again after a failure that can heal, with its pause, and at once after a proof of death', () => {
    const broke = under(ended(failed('sdk', 5), { finalMs: 1_000_000 }));
    expect(planResults(someFacts({ results: carried, operations: broke }))).toEqual([]);
    const dead = under(ended({ kind: 'dead', provenBy: ['a', 'b'] }));
    expect(planResults(someFacts({ results: carried, operations: dead }))).toEqual([
      { kind: 'resume-results', op, attempt: 2 },
    ]);
  });

  test('sends nothing outside the window of an epoch: later it is set aside, before it waits', () => {
    const late = planResults(someFacts({ epoch: 3n, results: [resultOf(0)] }));
    expect(late).toMatchObject([{ kind: 'quarantine-results', items: [key(0)] }]);
    expect(planResults(someFacts({ epoch: 0n, results: [resultOf(0)] }))).toEqual([]);
  });

  test('never sets aside what is still on its way when the window closes', () => {
    const latest = ended({ kind: 'superseded' }, { state: 'signed', outcome: undefined });
    expect(planResults(someFacts({ epoch: 3n, results: carried, operations: under(latest) }))).toEqual([]);
  });

  test('gives an item that a person queued again another operation: one that is done is never sent again', () => {
    const operations = under(ended({ kind: 'ok', height: 90n }));
    expect(planResults(someFacts({ results: [resultOf(0)], operations }))).toEqual([
      { kind: 'send-results', op: `${op}.2`, attempt: 1, items: [key(0)] },
    ]);
  });
});
