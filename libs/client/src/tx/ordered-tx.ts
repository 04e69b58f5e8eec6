import { directTx, type DirectTxInput, type SignedTx } from './direct-tx.js';

export interface OrderedTxInput extends DirectTxInput {
  /** Of the signer's account, read from the chain: the transaction can be included only while the account has it. */
  sequence: bigint;
  /** The last height whose block may hold it. */
  timeoutHeight: bigint;
}

/**
 * Builds and signs a transaction with a sequence, for a chain that takes no unordered ones. One program at a time may sign
 * such for an account.
 * @throws TxBuildError as `directTx`
 */
export function orderedTx({ sequence, timeoutHeight, ...input }: OrderedTxInput): Promise<SignedTx> {
  return directTx(input, { sequence, timeoutHeight });
}
