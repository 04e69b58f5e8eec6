import { secp256k1 } from '@noble/curves/secp256k1.js';
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
  if (!secp256k1.utils.isValidSecretKey(secretKey)) {
    throw new TxBuildError('invalid', 'the secret key is not one of secp256k1', 'pass 32 bytes below its order');
  }
  const publicKey = secp256k1.getPublicKey(secretKey, true);
  return {
    address: addressOf(publicKey),
    publicKey,
    // noble hashes with SHA-256, takes RFC 6979's nonce and the low s.
    sign: (signDoc) => secp256k1.sign(signDoc, secretKey),
  };
}
