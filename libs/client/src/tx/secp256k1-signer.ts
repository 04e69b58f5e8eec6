import { Secp256k1, sha256 } from '@cosmjs/crypto';
import { TxBuildError } from '../errors/pacer-error.js';
import { addressOf } from './address.js';

/** Signs transactions for one account. */
export interface TxSigner {
  /** Of the account, `pacer1…`. */
  readonly address: string;
  /** secp256k1, compressed, 33 bytes. */
  readonly publicKey: Uint8Array;
  /**
   * Signs the bytes of a SignDoc: ECDSA over their SHA-256, nonce by RFC 6979, low s, so that the same transaction has
   * the same bytes always.
   * @returns r ‖ s, 64 bytes
   */
  readonly sign: (signDoc: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/**
 * A signer with the key in memory.
 * @param secretKey 32 bytes
 * @throws TxBuildError for a key that is not one
 */
export function secp256k1Signer(secretKey: Uint8Array): TxSigner {
  let publicKey: Uint8Array;
  try {
    publicKey = Secp256k1.compressPubkey(Secp256k1.makeKeypair(secretKey).pubkey);
  } catch (error) {
    throw new TxBuildError('invalid', 'the secret key is not one of secp256k1', 'pass 32 bytes below its order', error);
  }
  return {
    address: addressOf(publicKey),
    publicKey,
    sign: (signDoc) => Secp256k1.createSignature(sha256(signDoc), secretKey).toFixedLength().slice(0, 64),
  };
}
