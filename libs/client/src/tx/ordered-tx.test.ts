import { describe, expect, test } from '@jest/globals';
import { AuthInfo, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { orderedTx, type OrderedTxInput } from './ordered-tx.js';
import { secp256k1Signer } from './secp256k1-signer.js';

const { publicKey, sign } = secp256k1Signer(new Uint8Array(32).fill(3));
const input: OrderedTxInput = {
  messages: [{ typeUrl: '/cosmos.bank.v1beta1.MsgSend', value: Uint8Array.of(1, 2) }],
  ...{ gas: 100_000n, fee: { denom: 'upacer', amount: 10n }, chainId: 'pacer-1', accountNumber: 2n ** 63n + 1n },
  ...{ sequence: 7n, timeoutHeight: 4321n, publicKey, sign },
};

describe('orderedTx', () => {
  test('has the sequence and the last height, and is not unordered', async () => {
    const { bodyBytes, authInfoBytes } = TxRaw.decode((await orderedTx(input)).bytes);
    expect(TxBody.decode(bodyBytes)).toMatchObject({ unordered: false, timeoutHeight: 4321n, memo: '' });
    expect(AuthInfo.decode(authInfoBytes).signerInfos[0]?.sequence).toBe(7n);
  });

  test('is the same bytes for the same input, and others for another sequence', async () => {
    const [one, same, other] = await Promise.all([
      orderedTx(input),
      orderedTx(input),
      orderedTx({ ...input, sequence: 8n }),
    ]);
    expect(same.hash).toBe(one.hash);
    expect(other.hash).not.toBe(one.hash);
  });

  test.each<[string, Partial<OrderedTxInput>]>([
    ['a sequence below 0', { sequence: -1n }],
    ['a sequence that is no u64', { sequence: 2n ** 64n }],
    ['no last height', { timeoutHeight: 0n }],
  ])('refuses %s', async (_, change) => {
    await expect(orderedTx({ ...input, ...change })).rejects.toMatchObject({ code: 'tx/invalid' });
  });
});
