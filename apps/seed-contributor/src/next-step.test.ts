import { describe, expect, test } from '@jest/globals';
import { HostError, SprintError } from '@pacer/proto/errors';
import type { Outcome } from '@pacer/agent';
import type { PartFacts, RoundFacts } from './facts.js';
import { attempt, closedRound, factsOf, partFacts, ready, refused, roundFacts } from './facts.test.support.js';
import { nextStep } from './next-step.js';

const dealing = (deal: Partial<PartFacts> = {}, change: Partial<RoundFacts> = {}, height = 30n) =>
  nextStep(factsOf(roundFacts({ parts: { deal: partFacts(deal), open: partFacts() }, ...change }), height), 'deal');

const opening = (open: Partial<PartFacts> = {}, change: Partial<RoundFacts> = {}, height = 75n) =>
  nextStep(factsOf(closedRound({ parts: { deal: partFacts(), open: partFacts(open) }, ...change }), height), 'open');

describe('a dealing', () => {
  test('is sent as soon as the next block can be its place in the window', () => {
    expect(dealing({}, {}, 18n)).toMatchObject({ kind: 'at', height: 20n, attempt: 1 });
    expect(dealing({}, {}, 19n)).toMatchObject({ kind: 'now', attempt: 1 });
  });

  test('is sent after deal_close too, while the close is put off', () => {
    expect(dealing({}, { dealtSlots: 32 }, 70n)).toMatchObject({ kind: 'now' });
    expect(dealing({}, { dealtSlots: 33 }, 50n)).toMatchObject({
      kind: 'never',
      why: expect.stringContaining('next block'),
    });
    expect(dealing({}, { closeHeight: 51n }, 52n)).toMatchObject({ kind: 'never', why: expect.stringContaining('51') });
  });

  test('that the chain shows is done, whatever the journal says', () => {
    const attempts = [attempt(1, { kind: 'dead', provenBy: ['a', 'b'] }), attempt(2)];
    expect(dealing({ height: 25n, shown: true, attempts })).toMatchObject({
      kind: 'never',
      why: expect.stringContaining('25'),
    });
    expect(dealing({ height: 25n, shown: false })).toMatchObject({ kind: 'now' });
  });

  test('waits for its bytes', () => {
    expect(dealing({ prepared: { state: 'absent' } })).toMatchObject({ kind: 'pending' });
    expect(dealing({ prepared: { state: 'computing' } })).toMatchObject({ kind: 'pending' });
    const failed = { state: 'failed', height: 29n, why: 'no endpoint is healthy' } as const;
    expect(dealing({ prepared: failed })).toMatchObject({
      kind: 'pending',
      why: expect.stringContaining('no endpoint'),
    });
  });

  test('with another key file is stopped, with what to do', () => {
    expect(dealing({}, { keyFits: false })).toMatchObject({
      kind: 'stopped',
      todo: expect.stringContaining('key file'),
    });
  });

  test('is stopped when the chain has counted all attempts', () => {
    expect(dealing({}, { attemptsUsed: 3 })).toMatchObject({ kind: 'stopped', why: expect.stringContaining('3 of 3') });
  });

  test('of a Host without slots is nobody’s business', () => {
    expect(dealing({}, { held: undefined })).toMatchObject({ kind: 'never' });
  });
});

describe('after a block refused it', () => {
  const invalid = [
    'NOT_ALONE',
    'INVALID_LENGTH',
    'INVALID_PROOF',
    'INVALID_POINT',
    'NOT_LOW_DEGREE',
    'INVALID_ENCRYPTION',
  ] as const;

  test.each(invalid)('as %s, the same bytes are never sent again, and other bytes are', (name) => {
    const attempts = [attempt(1, refused(22n, SprintError[name]), 'aa')];
    const same = dealing({ attempts }, { attemptsUsed: 1 });
    expect(same).toMatchObject({ kind: 'stopped', why: expect.stringContaining(`sprint/${name}`) });
    expect(dealing({ attempts }, { attemptsUsed: 1 }, 45n).kind).toBe('stopped');
    const other = { attempts, prepared: { state: 'ready', payload: 'bb' } } as const;
    expect(dealing(other, { attemptsUsed: 1 })).toMatchObject({ kind: 'now', attempt: 2 });
  });

  test('an opening is stopped likewise', () => {
    const attempts = [attempt(1, refused(74n, SprintError.INVALID_OPENING))];
    expect(opening({ attempts })).toMatchObject({ kind: 'stopped', todo: expect.stringContaining('versions') });
  });

  test('the bytes count, not which attempt they were', () => {
    const attempts = [
      attempt(1, refused(22n, SprintError.INVALID_PROOF), 'aa'),
      attempt(2, { kind: 'dead', provenBy: [] }, 'bb'),
    ];
    expect(dealing({ attempts }).kind).toBe('stopped');
  });

  test.each([
    ['CLOSED', 'never'],
    ['EPOCH_OVER', 'never'],
    ['NO_SLOTS', 'never'],
    ['TOO_MANY_ATTEMPTS', 'never'],
    ['ALREADY_DEALT', 'pending'],
  ] as const)('as %s, it is not sent again', (name, kind) => {
    expect(dealing({ attempts: [attempt(1, refused(22n, SprintError[name]))] }, {}, 49n)).toMatchObject({ kind });
  });

  test.each([
    ['sprint', SprintError.TOO_EARLY],
    ['sprint', SprintError.EPOCH_NOT_BEGUN],
    ['feegrant', 5],
    ['host', HostError.UNAUTHORIZED],
  ])('as %s %d, it is sent again by the cadence', (codespace, code) => {
    const attempts = [attempt(1, refused(22n, code, codespace))];
    expect(dealing({ attempts }, {}, 22n)).toMatchObject({ kind: 'at', height: 24n, attempt: 2 });
    expect(dealing({ attempts }, {}, 23n)).toMatchObject({ kind: 'now', attempt: 2 });
  });
});

describe('an opening', () => {
  test('is sent when the next block can be the first that takes it, until the next epoch begins', () => {
    expect(opening({}, {}, 71n)).toMatchObject({ kind: 'at', height: 73n });
    expect(opening({}, {}, 72n)).toMatchObject({ kind: 'now', attempt: 1 });
    expect(opening({}, { beaconHeight: 76n, nextStart: 91n }, 89n)).toMatchObject({ kind: 'now' });
    expect(opening({}, { beaconHeight: 76n, nextStart: 91n }, 90n)).toMatchObject({ kind: 'never' });
    expect(opening({}, {}, 300n)).toMatchObject({ kind: 'now' });
  });

  test('waits for the close, and says for what', () => {
    const open = (dealtSlots: number) => nextStep(factsOf(roundFacts({ dealtSlots }), 45n), 'open');
    expect(open(40)).toMatchObject({ kind: 'pending', why: expect.stringContaining('height 73') });
    expect(open(20)).toMatchObject({ kind: 'pending', why: expect.stringContaining('hold 33 slots; they hold 20') });
  });

  test.each<[string, Outcome, string]>([
    ['never included', { kind: 'dead', provenBy: ['a', 'b'] }, 'now'],
    ['included', { kind: 'ok', height: 74n }, 'pending'],
    ['overtaken by another agent', { kind: 'superseded' }, 'pending'],
  ])('whose attempt was %s goes on from there', (_name, outcome, kind) => {
    expect(opening({ attempts: [attempt(1, outcome)], prepared: ready })).toMatchObject({ kind });
  });
});
