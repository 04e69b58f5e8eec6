import { describe, expect, test } from '@jest/globals';
import { fromHex, toHex } from '@cosmjs/encoding';
import { AuthInfo, TxBody, TxRaw } from 'cosmjs-types/cosmos/tx/v1beta1/tx';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import fc from 'fast-check';
import { TxBuildError } from '../errors/pacer-error.js';
import { nanosOf } from '../time.js';
import { addressOf } from './address.js';
import { secp256k1Signer } from './secp256k1-signer.js';
import { unorderedTx, type UnorderedTxInput } from './unordered-tx.js';

const signer = secp256k1Signer(new Uint8Array(32).fill(7));
const other = secp256k1Signer(new Uint8Array(32).fill(8));

function input(change: Partial<UnorderedTxInput> = {}): UnorderedTxInput {
  const claim = MsgClaimReward.fromPartial({ signer: signer.address, host: other.address, epoch: 3n });
  return {
    messages: [{ typeUrl: '/pacer.reward.v1.MsgClaimReward', value: MsgClaimReward.encode(claim).finish() }],
    gas: 1_000_000n,
    fee: { denom: 'upacer', amount: 1_000n },
    feeGranter: other.address,
    timeoutNs: 1_795_449_600_000_000_007n,
    chainId: 'pacer-test-1',
    accountNumber: 2n ** 63n + 5n,
    publicKey: signer.publicKey,
    sign: signer.sign,
    ...change,
  };
}

function decodeTxRaw(bytes: Uint8Array) {
  const { bodyBytes, authInfoBytes, signatures } = TxRaw.decode(bytes);
  return { body: TxBody.decode(bodyBytes), authInfo: AuthInfo.decode(authInfoBytes), signatures };
}

describe('unorderedTx', () => {
  test('is unordered, with the timeout to the nanosecond, sequence 0, no memo, the granter and its own signature', async () => {
    const { bytes } = await unorderedTx(input());
    const { body, authInfo, signatures } = decodeTxRaw(bytes);
    expect(body).toMatchObject({ unordered: true, memo: '', timeoutHeight: 0n });
    expect(nanosOf(body.timeoutTimestamp!)).toBe(1_795_449_600_000_000_007n);
    expect(body.messages[0]?.typeUrl).toBe('/pacer.reward.v1.MsgClaimReward');
    expect(authInfo.signerInfos[0]?.sequence).toBe(0n);
    expect(authInfo.fee).toMatchObject({
      gasLimit: 1_000_000n,
      granter: other.address,
      payer: '',
      amount: [{ denom: 'upacer', amount: '1000' }],
    });
    expect(signatures).toHaveLength(1);
  });

  test('gives the same bytes for the same input, and others for another nonce, account, chain or attempt', async () => {
    const { bytes, hash } = await unorderedTx(input());
    const again = await unorderedTx(input({ sign: secp256k1Signer(new Uint8Array(32).fill(7)).sign }));
    expect(toHex(again.bytes)).toBe(toHex(bytes));
    expect(hash).toMatch(/^[0-9A-F]{64}$/);
    const changes: Partial<UnorderedTxInput>[] = [
      { timeoutNs: input().timeoutNs + 1n },
      { accountNumber: 1n },
      { chainId: 'pacer-test-2' },
      { gas: 2n },
    ];
    for (const change of changes) expect((await unorderedTx(input(change))).hash).not.toBe(hash);
  });

  test('property: every signature has a low s', async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 1n, max: 10n ** 18n }), async (timeoutNs) => {
        const { signatures } = decodeTxRaw((await unorderedTx(input({ timeoutNs }))).bytes);
        const halfOrder = 0x7fffffff_ffffffff_ffffffff_ffffffff_5d576e73_57a4501d_dfe92f46_681b20a0n;
        expect(BigInt(`0x${toHex(signatures[0]!.slice(32))}`) <= halfOrder).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test.each<[string, Partial<UnorderedTxInput>]>([
    ['no message', { messages: [] }],
    [
      'a type URL without a slash',
      { messages: [{ typeUrl: 'pacer.reward.v1.MsgClaimReward', value: new Uint8Array() }] },
    ],
    ['no chain id', { chainId: '' }],
    ['an uncompressed key', { publicKey: new Uint8Array(65) }],
    ['no timeout', { timeoutNs: 0n }],
    ['negative gas', { gas: -1n }],
    ['an account number above 64 bits', { accountNumber: 2n ** 64n }],
    ['a negative fee', { fee: { denom: 'upacer', amount: -1n } }],
  ])('refuses %s', async (_, change) => {
    await expect(unorderedTx(input(change))).rejects.toMatchObject({ code: 'tx/invalid', retryable: false });
  });

  test('refuses a signer that holds another key, or whose signature is short, of high s, or zero', async () => {
    await expect(unorderedTx(input({ sign: other.sign }))).rejects.toMatchObject({ code: 'tx/signature' });
    await expect(unorderedTx(input({ sign: () => new Uint8Array(63) }))).rejects.toMatchObject({
      code: 'tx/signature',
    });
    await expect(unorderedTx(input({ sign: () => new Uint8Array(64) }))).rejects.toMatchObject({
      code: 'tx/signature',
    });
    const highS = async (doc: Uint8Array) => {
      const low = await signer.sign(doc);
      const order = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n;
      const s = order - BigInt(`0x${toHex(low.slice(32))}`);
      return new Uint8Array([...low.slice(0, 32), ...fromHex(s.toString(16).padStart(64, '0'))]);
    };
    await expect(unorderedTx(input({ sign: highS }))).rejects.toThrow('high s');
  });

  test('a failing signer keeps its own error', async () => {
    const sign = () => Promise.reject(new Error('remote signer is down'));
    await expect(unorderedTx(input({ sign }))).rejects.toThrow('remote signer is down');
  });

  test('writes no empty coin for a fee of 0', async () => {
    const { authInfo } = decodeTxRaw((await unorderedTx(input({ fee: { denom: 'upacer', amount: 0n } }))).bytes);
    expect(authInfo.fee?.amount).toEqual([]);
  });
});

describe('secp256k1Signer', () => {
  test('has the account of its key', () => {
    expect(signer.address).toBe(addressOf(signer.publicKey));
    expect(signer.address).toMatch(/^pacer1[a-z0-9]{38}$/);
  });

  test.each([new Uint8Array(32), new Uint8Array(31).fill(1), new Uint8Array(32).fill(255)])('refuses no key', (key) => {
    expect(() => secp256k1Signer(key)).toThrow(TxBuildError);
  });
});
