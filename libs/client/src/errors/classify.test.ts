import { describe, expect, test } from '@jest/globals';
import { errorsByCodespace } from '@pacer/proto/errors';
import { classify, isKnownCode } from './classify.js';
import { RpcError, TxFailed } from './pacer-error.js';

const moduleCodes = Object.entries(errorsByCodespace).flatMap(([codespace, values]) =>
  Object.entries(values)
    .filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 2)
    .map(([name, code]) => [codespace, name, code] as const),
);

describe('classify', () => {
  test('has every module', () => {
    expect(moduleCodes.length).toBeGreaterThan(40);
    expect(new Set(moduleCodes.map(([codespace]) => codespace)).size).toBe(6);
  });

  test.each(moduleCodes)('%s %s has a line of its own that says what to do', (codespace, name, code) => {
    const found = classify(codespace, code);
    expect(found.name).toBe(`${codespace}/${name}`);
    expect(found.what).not.toBe('');
    expect(isKnownCode(codespace, code)).toBe(true);
  });

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
    ['sdk', 4, 'fix'],
    ['sdk', 5, 'retry'],
    ['sdk', 11, 'fix'],
    ['sdk', 13, 'fix'],
    ['sdk', 18, 'retry'],
    ['sdk', 19, 'retry'],
    ['sdk', 20, 'retry'],
    ['sdk', 21, 'fix'],
    ['sdk', 30, 'retry'],
    ['sdk', 32, 'retry'],
    ['sdk', 37, 'fix'],
    ['sdk', 42, 'retry'],
    ['feegrant', 5, 'fix'],
    ['jsonrpc', -32603, 'retry'],
    ['epoch', 0, 'done'],
  ])('%s %d is %s', (codespace, code, outcome) => {
    expect(classify(codespace, code).class).toBe(outcome);
  });

  test.each([
    ['reward', 1],
    ['reward', -1],
    ['reward', 999],
    ['sdk', 999],
    ['nobody', 2],
    ['', 5],
  ])('a code that nobody knows, %s %d, is to be fixed and not tried for ever', (codespace, code) => {
    expect(isKnownCode(codespace, code)).toBe(false);
    expect(classify(codespace, code)).toMatchObject({ class: 'fix', name: `${codespace}/${code}` });
  });
});

describe('errors', () => {
  test('a failed transaction says what to do and where it is', () => {
    const error = new TxFailed({ hash: 'AB', codespace: 'reward', code: 9, log: '3 missing', height: 80n });
    expect(error).toMatchObject({ code: 'reward/9', retryable: false, height: 80n });
    expect(error.message).toBe(
      'transaction AB failed in block 80 with reward/DUTIES_MISSING: 3 missing: ' +
        'do the missing duties, submit their results, then claim again',
    );
  });

  test('a JSON-RPC error keeps the text for people and the number for programs', () => {
    const error = new RpcError('http://a', 'tx', { code: -32601, message: 'Method not found' });
    expect(error).toMatchObject({ rpcCode: -32601, code: 'jsonrpc/-32601', retryable: false });
  });
});
