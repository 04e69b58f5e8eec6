import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { addressOf, nanosOf, txHash, type EncodedMessage } from '@pacer/client';
import { PubKey } from 'cosmjs-types/cosmos/crypto/secp256k1/keys';
import { AuthInfo, SignDoc, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { remembered } from './memo.js';

/** A transaction as its bytes say. */
export interface ModelTx {
  /** upper-case hex */
  readonly hash: string;
  readonly bytes: Uint8Array;
  /** of the key that signed */
  readonly signer: string;
  readonly unordered: boolean;
  readonly sequence: bigint;
  /** Unix nanoseconds; the nonce of the signer too */
  readonly timeoutNs: bigint;
  readonly gas: bigint;
  readonly fee: bigint;
  /** address whose allowance pays; empty: the signer */
  readonly granter: string;
  readonly messages: readonly EncodedMessage[];
  /** whether the signature is that of the key over these very bytes, for a chain and account number */
  readonly isSigned: (chainId: string, accountNumber: bigint) => boolean;
}

/** Reads a TxRaw. @throws for bytes that are none */
export function readTx(bytes: Uint8Array): ModelTx {
  const { bodyBytes, authInfoBytes, signatures } = TxRaw.decode(bytes);
  const body = TxBody.decode(bodyBytes);
  const { signerInfos, fee } = AuthInfo.decode(authInfoBytes);
  const [info] = signerInfos;
  const [signature] = signatures;
  if (!info?.publicKey || !fee || !signature) throw new Error('a transaction without signer, fee or signature');
  const { key } = PubKey.decode(info.publicKey.value);
  const checked = new Map<string, boolean>();
  return {
    ...{ hash: txHash(bytes), bytes, signer: addressOf(key), unordered: body.unordered, sequence: info.sequence },
    timeoutNs: body.timeoutTimestamp ? nanosOf(body.timeoutTimestamp) : 0n,
    ...{ gas: fee.gasLimit, fee: BigInt(fee.amount[0]?.amount ?? '0'), granter: fee.granter },
    messages: body.messages.map(({ typeUrl, value }) => ({ typeUrl, value })),
    isSigned: (chainId, accountNumber) => {
      const about = `${chainId}/${accountNumber}`;
      const known = checked.get(about);
      if (known !== undefined) return known;
      const doc = SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish();
      const isSigned = verify('sha256', doc, { key: keyObject(key), dsaEncoding: 'ieee-p1363' }, signature);
      checked.set(about, isSigned);
      return isSigned;
    },
  };
}

function keyObject(compressed: Uint8Array): KeyObject {
  return remembered('key-object', [compressed], () => {
    const point = secp256k1.Point.fromBytes(compressed).toBytes(false);
    const part = (from: number) => Buffer.from(point.subarray(from, from + 32)).toString('base64url');
    return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'secp256k1', x: part(1), y: part(33) } });
  });
}
