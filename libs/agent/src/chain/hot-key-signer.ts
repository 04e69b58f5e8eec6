import { feeFor, orderedTx, unorderedTx, type TxSigner } from '@pacer/client';
import type { SignerPort } from '../tx/port.js';

/**
 * Signs a Host's transactions with its hot key: unordered where the chain takes that, no memo, fee = ⌈gas · minimum gas price⌉, so that the same request
 * has the same bytes in every agent of the Host.
 */
export function hotKeySigner({ address, publicKey, sign }: TxSigner): SignerPort {
  return {
    address,
    sign: ({ chainId, accountNumber, messages, gas, price, granter, deadlineNs, ordered }) => {
      const input = {
        ...{ chainId, accountNumber, messages, gas, fee: feeFor(gas, price), publicKey, sign },
        ...(granter !== undefined && { feeGranter: granter }),
      };
      return ordered ? orderedTx({ ...input, ...ordered }) : unorderedTx({ ...input, timeoutNs: deadlineNs });
    },
  };
}
