import { feeFor, unorderedTx, type TxSigner } from '@pacer/client';
import type { SignerPort } from '../tx/port.js';

/**
 * Signs a Host's transactions with its hot key: unordered, no memo, fee = ⌈gas · minimum gas price⌉, so that the same request
 * has the same bytes in every agent of the Host.
 */
export function hotKeySigner({ address, publicKey, sign }: TxSigner): SignerPort {
  return {
    address,
    sign: ({ chainId, accountNumber, messages, gas, price, granter, deadlineNs }) =>
      unorderedTx({
        chainId,
        accountNumber,
        messages,
        gas,
        fee: feeFor(gas, price),
        ...(granter !== undefined && { feeGranter: granter }),
        timeoutNs: deadlineNs,
        publicKey,
        sign,
      }),
  };
}
