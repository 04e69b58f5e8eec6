import { directTx, type DirectTxInput, type SignedTx } from './direct-tx.js';

export interface UnorderedTxInput extends DirectTxInput {
  /** Unix nanoseconds up to which a block may hold it, at most 10 minutes after the block time; also its nonce. */
  timeoutNs: bigint;
}

/**
 * Builds and signs an unordered transaction, which cosmjs cannot: sequence 0, and its timeout as the nonce.
 * @throws TxBuildError as `directTx`
 */
export function unorderedTx({ timeoutNs, ...input }: UnorderedTxInput): Promise<SignedTx> {
  return directTx(input, { timeoutNs });
}
