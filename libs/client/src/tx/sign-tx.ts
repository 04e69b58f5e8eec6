import { PacerError } from '../errors/pacer-error.js';
import { type Snapshot } from '../pool/endpoint-pool.js';
import { feeFor, gasFor } from './gas.js';
import { type TxSigner } from './secp256k1-signer.js';
import { type EncodedMessage, type SignedTx } from './direct-tx.js';
import { unorderedTx } from './unordered-tx.js';

export interface SignTxOptions {
  /** Default: the sum of what the gas table has for the messages. */
  gas?: bigint;
  /** Account whose allowance pays the fee. */
  feeGranter?: string;
  /** Nanoseconds after the block time up to which it can be included. Default one minute; at most ten. */
  validForNs?: bigint;
}

const MINUTE_NS = 60_000_000_000n;

/**
 * Signs messages for the chain as a snapshot shows it: account number, fee and timeout are taken from there. For people
 * and scripts; agents keep every attempt durable before it is sent and choose the timeout by operation.
 * @throws PacerError `tx/unknown-account` when the chain has never seen the signer; `gas/unknown`; TxBuildError
 */
export async function signTx(
  { status, query }: Snapshot,
  { address, publicKey, sign }: TxSigner,
  messages: readonly EncodedMessage[],
  { gas, feeGranter, validForNs = MINUTE_NS }: SignTxOptions = {},
): Promise<SignedTx> {
  const account = await query.auth.account(address);
  if (account === undefined) {
    throw new PacerError({
      code: 'tx/unknown-account',
      message: `the chain has never seen ${address}`,
      what: 'send it coins once, or grant it a fee allowance',
      retryable: true,
    });
  }
  const limit = gas ?? messages.reduce((sum, { typeUrl }) => sum + gasFor(typeUrl), 0n);
  return unorderedTx({
    messages,
    gas: limit,
    fee: feeFor(limit, status.params),
    ...(feeGranter === undefined ? {} : { feeGranter }),
    timeoutNs: status.blockTimeNs + validForNs,
    chainId: status.chainId,
    accountNumber: account.accountNumber,
    publicKey,
    sign,
  });
}
