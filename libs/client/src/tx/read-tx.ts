import { PubKey } from 'cosmjs-types/cosmos/crypto/secp256k1/keys';
import { AuthInfo, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';

/** Who signed a transaction, and what for. */
export interface ReadTx {
  /** compressed secp256k1 public keys, 33 bytes each; signers with other kinds of keys are left out */
  signers: Uint8Array[];
  /** type URLs of the messages, in their order */
  messages: string[];
}

/** Reads a transaction of a block; undefined for bytes that are none. */
export function readTx(bytes: Uint8Array): ReadTx | undefined {
  try {
    const { bodyBytes, authInfoBytes } = TxRaw.decode(bytes);
    const keys = AuthInfo.decode(authInfoBytes).signerInfos.map(({ publicKey }) => publicKey);
    return {
      signers: keys.flatMap((key) => (key?.typeUrl === PubKey.typeUrl ? [PubKey.decode(key.value).key] : [])),
      messages: TxBody.decode(bodyBytes).messages.map(({ typeUrl }) => typeUrl),
    };
  } catch {
    return undefined;
  }
}
