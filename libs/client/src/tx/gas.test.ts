import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PacerError } from '../errors/pacer-error.js';
import { attoOf, feeFor, gasFor } from './gas.js';
import { gasTable } from './gas-table.js';

describe('gas', () => {
  test('the table is proto/gas.json: run libs/client/scripts/gas-table.mjs when this fails', () => {
    const path = join(import.meta.dirname, '../../../../proto/gas.json');
    expect(gasTable).toEqual(JSON.parse(readFileSync(path, 'utf8')));
  });

  test('grows with the items and what the chain adds', () => {
    const url = '/pacer.validation.v1.MsgSubmitResults';
    const { base, perItem, perBatch, perStored } = gasTable[url];
    expect(gasFor(url)).toBe(BigInt(base));
    expect(gasFor(url, 10)).toBe(BigInt(base + 10 * (perItem + perBatch)));
    expect(gasFor(url, 10, 0n, { batches: 2 })).toBe(BigInt(base + 10 * perItem + 2 * perBatch));
    expect(gasFor(url, 10, 5n, { batches: 2, stored: 30 })).toBe(
      BigInt(base + 10 * perItem + 2 * perBatch + 30 * perStored) + 5n,
    );
    expect(gasFor('/pacer.reward.v1.MsgClaimReward', 0, 77n)).toBe(
      BigInt(gasTable['/pacer.reward.v1.MsgClaimReward'].base) + 77n,
    );
  });

  test('of a message full of results stays far below that of a block, unless each is on a batch of its own', () => {
    const url = '/pacer.validation.v1.MsgSubmitResults';
    expect(gasFor(url, 4096, 0n, { batches: 64, stored: 64 * 1024 })).toBeLessThan(10_000_000n);
    expect(gasFor(url, 4096)).toBeLessThan(100_000_000n);
  });

  test('refuses a message that was never calibrated', () => {
    expect(() => gasFor('/cosmos.bank.v1beta1.MsgSend')).toThrow(PacerError);
  });
});

describe('fee', () => {
  const price = (minGasPrice: string) => ({ minGasPrice, feeDenom: 'upacer' });

  test.each([
    [1_000_000n, '1000000000000000', 1000n],
    [1n, '1000000000000000', 1n],
    [1_001n, '1000000000000000', 2n],
    [5n, '0', 0n],
    [3n, '1000000000000000000', 3n],
  ])('of %d gas at %s·10^-18 is %d', (gas, min, amount) => {
    expect(feeFor(gas, price(min))).toEqual({ denom: 'upacer', amount });
  });

  test('property: it is the least whole number that is enough', () => {
    const any = fc.bigInt({ min: 0n, max: 2n ** 70n });
    fc.assert(
      fc.property(any, any, (gas, min) => {
        const { amount } = feeFor(gas, price(String(min)));
        expect(amount * 10n ** 18n >= gas * min).toBe(true);
        expect(amount === 0n || (amount - 1n) * 10n ** 18n < gas * min).toBe(true);
      }),
    );
  });

  test.each(['', '0.001', '1e15', 'abc'])('refuses %j as a decimal of the chain', (text) => {
    expect(() => attoOf(text)).toThrow(PacerError);
  });
});
