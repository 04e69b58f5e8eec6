import { PacerError } from '../errors/pacer-error.js';
import { gasTable } from './gas-table.js';

/** What a transaction pays. */
export interface Fee {
  denom: string;
  amount: bigint;
}

const ATTO = 10n ** 18n;

/**
 * Gas limit of a transaction with one message, from the table that the chain's calibration writes (proto/gas.json).
 * @param items results of a MsgSubmitResults; 0 for messages without a list
 * @param extra what the chain itself answers for this message, such as `gas` of `reward.claimCost`
 * @throws PacerError `gas/unknown` for a message that the table does not have
 */
export function gasFor(typeUrl: string, items = 0, extra = 0n): bigint {
  const line = (gasTable as Readonly<Record<string, { base: number; perItem: number } | undefined>>)[typeUrl];
  if (line === undefined) {
    throw new PacerError({
      code: 'gas/unknown',
      message: `the gas table has no line for ${typeUrl}`,
      what: 'add it to proto/gas.json by the calibration of the chain',
      retryable: false,
    });
  }
  return BigInt(line.base) + BigInt(line.perItem) * BigInt(items) + extra;
}

/**
 * The least fee that the chain takes: ⌈gas · price⌉.
 * @param price `minGasPrice` and `feeDenom` of epoch's parameters; the price is a decimal times 10^18 as text
 */
export function feeFor(gas: bigint, price: { minGasPrice: string; feeDenom: string }): Fee {
  const product = gas * attoOf(price.minGasPrice);
  return { denom: price.feeDenom, amount: (product + ATTO - 1n) / ATTO };
}

/** A LegacyDec of the chain as an integer of 10^-18: the text is that integer. Never a JavaScript number. */
export function attoOf(text: string): bigint {
  if (!/^-?\d+$/.test(text)) {
    throw new PacerError({
      code: 'decimal/malformed',
      message: `${JSON.stringify(text.slice(0, 40))} is not a decimal of the chain`,
      what: 'compare the versions of program and node',
      retryable: false,
    });
  }
  return BigInt(text);
}
