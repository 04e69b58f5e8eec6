import { secp256k1 } from '@noble/curves/secp256k1.js';
import { PubKey } from 'cosmjs-types/cosmos/crypto/secp256k1/keys';
import { SignMode } from 'cosmjs-types/cosmos/tx/signing/v1beta1/signing';
import { AuthInfo, SignDoc, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { TxBuildError } from '../errors/pacer-error.js';
import { txHash } from '../rpc/endpoint.js';
import { timestampOf } from '../time.js';
import { type Fee } from './gas.js';
import { type TxSigner } from './secp256k1-signer.js';

/** A message as it stands in a transaction: its type URL and its protobuf. */
export interface EncodedMessage {
  typeUrl: string;
  value: Uint8Array;
}

/** What every transaction says. */
export interface DirectTxInput {
  messages: readonly EncodedMessage[];
  /** Gas limit. */
  gas: bigint;
  fee: Fee;
  /** Account that pays the fee out of an allowance; the signer itself without one. */
  feeGranter?: string;
  chainId: string;
  /** Of the signer's account, read from the chain. */
  accountNumber: bigint;
  publicKey: Uint8Array;
  sign: TxSigner['sign'];
}

/** What keeps a transaction from being included twice, and until when it can be. */
export type Replay =
  /** unordered: nonce and limit are one, Unix nanoseconds */
  | { timeoutNs: bigint }
  /** by the account's sequence; the last height whose block may hold it */
  | { sequence: bigint; timeoutHeight: bigint };

export interface SignedTx {
  /** TxRaw, as nodes take it. */
  bytes: Uint8Array;
  /** Upper-case hex of their SHA-256. */
  hash: string;
}

/**
 * Builds and signs a transaction: no memo, SIGN_MODE_DIRECT. The same input gives the same bytes with every signer that
 * follows RFC 6979, so that two agents of one Host send one transaction.
 * @throws TxBuildError for input that the chain would refuse whatever its state, and for a signature that does not
 * verify, has a high s or not 64 bytes
 */
export async function directTx(input: DirectTxInput, replay: Replay): Promise<SignedTx> {
  check(input, replay);
  const isUnordered = 'timeoutNs' in replay;
  const bodyBytes = TxBody.encode(
    TxBody.fromPartial({
      messages: input.messages.map(({ typeUrl, value }) => ({ typeUrl, value })),
      ...(isUnordered
        ? { unordered: true, timeoutTimestamp: timestampOf(replay.timeoutNs) }
        : { timeoutHeight: replay.timeoutHeight }),
    }),
  ).finish();
  const authInfoBytes = AuthInfo.encode(
    AuthInfo.fromPartial({
      signerInfos: [
        {
          publicKey: { typeUrl: PubKey.typeUrl, value: PubKey.encode({ key: input.publicKey }).finish() },
          modeInfo: { single: { mode: SignMode.SIGN_MODE_DIRECT } },
          sequence: isUnordered ? 0n : replay.sequence,
        },
      ],
      fee: {
        amount: input.fee.amount === 0n ? [] : [{ denom: input.fee.denom, amount: String(input.fee.amount) }],
        gasLimit: input.gas,
        granter: input.feeGranter ?? '',
      },
    }),
  ).finish();
  const { chainId, accountNumber } = input;
  const signDoc = SignDoc.encode({ bodyBytes, authInfoBytes, chainId, accountNumber }).finish();
  const signature = await input.sign(signDoc);
  checkSignature(signature, signDoc, input.publicKey);
  const bytes = TxRaw.encode({ bodyBytes, authInfoBytes, signatures: [signature] }).finish();
  return { bytes, hash: txHash(bytes) };
}

function check(input: DirectTxInput, replay: Replay): void {
  const wrong =
    (input.messages.length === 0 && 'there is no message') ||
    (input.messages.some(({ typeUrl }) => !typeUrl.startsWith('/')) && 'a type URL does not begin with /') ||
    (input.chainId === '' && 'the chain id is empty') ||
    (input.publicKey.length !== 33 && `the public key has ${input.publicKey.length} bytes, not 33`) ||
    ('timeoutNs' in replay && replay.timeoutNs <= 0n && 'the timeout is not after 1970') ||
    ('sequence' in replay && !isU64(replay.sequence) && 'the sequence is no u64') ||
    ('sequence' in replay && replay.timeoutHeight <= 0n && 'the last height is not above 0') ||
    (!isU64(input.gas) && 'the gas is no u64') ||
    (!isU64(input.accountNumber) && 'the account number is no u64') ||
    (input.fee.amount < 0n && 'the fee is negative');
  if (wrong !== false) throw new TxBuildError('invalid', wrong, 'correct what the transaction is built from');
}

function isU64(value: bigint): boolean {
  return value >= 0n && value < 1n << 64n;
}

/** A signer may be remote, or hold another key than it says: better here than as code 4 of the chain. */
function checkSignature(signature: Uint8Array, signDoc: Uint8Array, publicKey: Uint8Array): void {
  if (signature.length !== 64) throw badSignature(`has ${signature.length} bytes, not 64`);
  if (verifies(signature, signDoc, publicKey, true)) return;
  // A signature with a high s has a twin with other bytes and another hash.
  const highS = verifies(signature, signDoc, publicKey, false);
  throw badSignature(highS ? 'has a high s' : "does not verify under the signer's public key");
}

function verifies(signature: Uint8Array, signDoc: Uint8Array, publicKey: Uint8Array, lowS: boolean): boolean {
  try {
    return secp256k1.verify(signature, signDoc, publicKey, { lowS });
  } catch (error) {
    throw badSignature('or the public key is no point of the curve', error);
  }
}

function badSignature(how: string, cause?: unknown): TxBuildError {
  return new TxBuildError('signature', `the signature ${how}`, 'check the signer and its key', cause);
}
