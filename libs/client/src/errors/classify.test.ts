import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { errorsByCodespace } from '@pacer/proto/errors';
import { classify, errorTables, isKnownCode, type OutcomeClass } from './classify.js';

/** What the application registers: chain/tests/errortable writes it, and fails when it is out of date. */
const registered = Object.entries(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../proto/errors.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >,
).flatMap(([codespace, codes]) =>
  Object.entries(codes).map(([code, text]) => [codespace, Number(code), text] as const),
);

const ofModules = Object.entries(errorsByCodespace).flatMap(([codespace, values]) =>
  Object.entries(values)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 2)
    .map(([name, code]) => [codespace, name, code] as const),
);

describe('every error of the application', () => {
  test('is on the list', () => {
    expect(registered.length).toBeGreaterThan(140);
    expect(new Set(ofModules.map(([codespace]) => codespace)).size).toBe(6);
    for (const [codespace, , code] of ofModules) {
      expect(registered.map(([space, number]) => `${space}/${number}`)).toContain(`${codespace}/${code}`);
    }
  });

  test.each(registered)('%s %d, "%s", has a class, a name and what to do', (codespace, code) => {
    expect(isKnownCode(codespace, code)).toBe(true);
    const found = classify(codespace, code);
    expect(['done', 'retry', 'fix', 'hopeless']).toContain(found.class);
    expect(found.name).toMatch(new RegExp(`^${codespace}/[A-Z][A-Z_]+$`));
    expect(found.what.length).toBeGreaterThan(6);
  });

  test('and nothing else is classified, and no name stands twice', () => {
    const classified = [...errorTables].flatMap(([codespace, table]) =>
      [...table.keys()].map((code) => `${codespace}/${code}`),
    );
    expect(classified.sort()).toEqual(registered.map(([codespace, code]) => `${codespace}/${code}`).sort());
    const names = [...errorTables.values()].flatMap((table) => [...table.values()].map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(ofModules)('%s %s has the name that the enum gives it', (codespace, name, code) => {
    expect(classify(codespace, code).name).toBe(`${codespace}/${name}`);
  });
});

describe('classes', () => {
  test.each([
    ['reward', 3, 'retry'],
    ['reward', 4, 'done'],
    ['reward', 5, 'hopeless'],
    ['reward', 6, 'hopeless'],
    ['reward', 7, 'fix'],
    ['reward', 8, 'hopeless'],
    ['reward', 9, 'fix'],
    ['inference', 3, 'fix'],
    ['inference', 9, 'retry'],
    ['validation', 6, 'hopeless'],
    ['host', 2, 'fix'],
    ['host', 14, 'hopeless'],
    ['host', 15, 'retry'],
    ['host', 16, 'fix'],
    ['host', 17, 'hopeless'],
    ['host', 18, 'fix'],
    ['host', 19, 'fix'],
    ['host', 20, 'retry'],
    ['host', 21, 'retry'],
    ['host', 22, 'done'],
    ['sprint', 5, 'retry'],
    ['sprint', 6, 'hopeless'],
    ['sprint', 7, 'hopeless'],
    ['sprint', 8, 'retry'],
    ['sprint', 9, 'hopeless'],
    ['sprint', 10, 'done'],
    ['sprint', 11, 'done'],
    ['sprint', 12, 'hopeless'],
    ['sprint', 13, 'fix'],
    ['sprint', 14, 'fix'],
    ['sprint', 15, 'fix'],
    ['sprint', 16, 'fix'],
    ['sprint', 17, 'fix'],
    ['sprint', 18, 'fix'],
    ['sprint', 19, 'fix'],
    ['sprint', 34, 'retry'],
    ['sprint', 35, 'fix'],
    ['sprint', 36, 'retry'],
    ['sdk', 4, 'fix'],
    ['feegrant', 5, 'fix'],
    ['epoch', 0, 'done'],
  ])('%s %d is %s', (codespace, code, outcome) => {
    expect(classify(codespace, code).class).toBe(outcome);
  });

  test.each<[string, number, OutcomeClass, RegExp, string]>([
    ['sdk', 5, 'retry', /send coins/, 'coins can come at any moment, and then the same bytes succeed'],
    ['sdk', 11, 'fix', /gas table/, 'the same gas is too little the next time too'],
    ['sdk', 13, 'fix', /raise the fee/, 'the same fee is too low the next time too'],
    ['sdk', 18, 'retry', /look at the chain/, '"has already used timeout": the bytes may be included'],
    ['sdk', 19, 'retry', /look at the chain/, 'the node has the bytes'],
    ['sdk', 20, 'retry', /same bytes/, 'the mempool empties by itself'],
    ['sdk', 21, 'fix', /put less/, 'the same transaction is too large the next time too'],
    ['sdk', 30, 'retry', /prove the attempt dead/, 'too late by height: only another attempt can succeed'],
    ['sdk', 32, 'retry', /sequence as it is now/, 'another transaction took the sequence'],
    ['sdk', 37, 'fix', /unordered transactions/, 'the chain does not take such transactions'],
    ['sdk', 42, 'retry', /prove the attempt dead/, 'too late by time, by one node that says so: no proof'],
    ['jsonrpc', -32603, 'retry', /look at the chain/, '"already exists in cache": the bytes may be included'],
  ])('%s %d is %s: %s', (codespace, code, outcome, what) => {
    expect(classify(codespace, code)).toMatchObject({ class: outcome, what: expect.stringMatching(what) });
  });

  test.each([
    ['sdk', 35],
    ['undefined', 1],
    ['undefined', 111222],
    ['store', 5],
  ])('%s %d, for which nobody knows a cure, is not tried again as if it healed by itself', (codespace, code) => {
    expect(classify(codespace, code).class).toBe('fix');
  });

  test('hopeless is only what is over, or what nobody but the author of a message can change', () => {
    const hopeless = [...errorTables].flatMap(([, table]) =>
      [...table.values()].filter((one) => one.class === 'hopeless').map(({ name }) => name),
    );
    expect(hopeless.sort()).toEqual([
      'epoch/INVALID_BEACON',
      'epoch/UNKNOWN_EPOCH',
      'host/ALREADY_REGISTERED',
      'host/NOT_A_MEMBER',
      'host/RETIRED',
      'inference/FEE_TOO_HIGH',
      'inference/INVALID_KIND',
      'inference/INVALID_ROOT',
      'inference/MODEL_NOT_SERVED',
      'inference/UNKNOWN_MODEL',
      'reward/CONVICTED',
      'reward/NOT_A_MEMBER',
      'reward/NOT_FOUND',
      'reward/WINDOW_CLOSED',
      'sprint/CLOSED',
      'sprint/EPOCH_OVER',
      'sprint/NOT_COMMITTED',
      'sprint/NOT_ELIGIBLE',
      'sprint/NOT_FOUND',
      'sprint/NO_SLOTS',
      'sprint/OWN_WORK',
      'sprint/SPRINT_OVER',
      'sprint/TOO_MANY_ATTEMPTS',
      'sprint/TOO_MANY_CHALLENGES',
      'validation/EMPTY',
      'validation/WINDOW_CLOSED',
    ]);
  });

  test.each([
    ['reward', 1],
    ['reward', -1],
    ['reward', 999],
    ['sdk', 999],
    ['sdk', 111222],
    ['nobody', 2],
    ['', 5],
  ])('a code that nobody knows, %s %d, is to be fixed and not tried for ever', (codespace, code) => {
    expect(isKnownCode(codespace, code)).toBe(false);
    expect(classify(codespace, code)).toMatchObject({ class: 'fix', name: `${codespace}/${code}` });
  });
});
