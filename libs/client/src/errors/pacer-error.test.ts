import { describe, expect, test } from '@jest/globals';
import { RpcError, TxFailed } from './pacer-error.js';

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
