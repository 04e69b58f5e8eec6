import { describe, expect, test } from '@jest/globals';
import { ended, failed, resultOf, someFacts } from './facts.test.support.js';
import { planResults } from './plan-results.js';

const key = (index: number, epoch = 1n) => ({ epoch, batchId: 5n, index });
const op = 'results/1/5.0';
const carried = [resultOf(0, { op }), resultOf(1, { op })];
const under = (latest: ReturnType<typeof ended>) => new Map([[op, latest]]);

describe('planResults', () => {
  test('groups by epoch and size', () => {
    const results = [resultOf(8, { epoch: 0n }), ...[0, 1, 2, 3, 4, 5, 6].map((i) => resultOf(i))];
    expect(planResults(someFacts({ results }))).toEqual([
      { kind: 'send-results', op: 'results/0/5.8', attempt: 1, items: [key(8, 0n)] },
      { kind: 'send-results', op: 'results/1/5.0', attempt: 1, items: [key(0), key(1), key(2)] },
      { kind: 'send-results', op: 'results/1/5.3', attempt: 1, items: [key(3), key(4), key(5)] },
      { kind: 'send-results', op: 'results/1/5.6', attempt: 1, items: [key(6)] },
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
