import { PacerError } from '../errors/pacer-error.js';
import { gasTable } from './gas-table.js';

/** What a transaction pays. */
export interface Fee {
  denom: string;
  amount: bigint;
}

const ATTO = 10n ** 18n;

/** A line of the table: gas of a transaction, of an item, of a batch, and of a result that the chain has on these batches already. */
interface GasLine {
  base: number;
  perItem: number;
  perBatch: number;
  perStored: number;
}

/** What the chain works on for the items of a message. */
export interface GasOfBatches {
  /** runs of items on the same batch, in the order of the message: distinct batches, if items are sorted by batch */
  batches: number;
  /** results that the Host has on these batches already */
  stored?: number;
}

/**
 * Gas limit of a transaction with one message, from the table that the chain's calibration writes (proto/gas.json).
 * @param items results of a MsgSubmitResults; 0 for messages without a list
 * @param extra what the chain itself answers for this message, such as `gas` of `reward.claimCost`
 * @param of what is known of the items' batches; without it each item counts as one on a batch of its own
 * @throws PacerError `gas/unknown` for a message that the table does not have
 */
export function gasFor(typeUrl: string, items = 0, extra = 0n, of: GasOfBatches = { batches: items }): bigint {
  const line = (gasTable as Readonly<Record<string, GasLine | undefined>>)[typeUrl];
  if (line === undefined) {
    throw new PacerError({
      code: 'gas/unknown',
      message: `the gas table has no line for ${typeUrl}`,
      what: 'add it to proto/gas.json by the calibration of the chain',
      retryable: false,
    });
  }
  const gas = line.base + line.perItem * items + line.perBatch * of.batches + line.perStored * (of.stored ?? 0);
  return BigInt(gas) + extra;
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
