import { expect, test } from '@jest/globals';
import { readTx } from './read-tx.js';
import { secp256k1Signer } from './secp256k1-signer.js';
import { unorderedTx } from './unordered-tx.js';

const { publicKey, sign } = secp256k1Signer(new Uint8Array(32).fill(3));

test('says who signed a transaction and what for', async () => {
  const typeUrls = ['/cosmos.bank.v1beta1.MsgSend', '/pacer.reward.v1.MsgClaimReward'];
  const { bytes } = await unorderedTx({
    messages: typeUrls.map((typeUrl) => ({ typeUrl, value: Uint8Array.of(1) })),
    ...{
      gas: 1n,
      fee: { denom: 'upacer', amount: 1n },
      chainId: 'c',
      accountNumber: 1n,
      timeoutNs: 1n,
      publicKey,
      sign,
    },
  });
  expect(readTx(bytes)).toEqual({ signers: [publicKey], messages: typeUrls });
});

test.each([[Uint8Array.of()], [Uint8Array.of(255, 255, 3)], [new TextEncoder().encode('<html>')]])(
  'does not take %s for one of anybody',
  (bytes) => {
    expect(readTx(bytes)?.signers ?? []).toEqual([]);
  },
);
