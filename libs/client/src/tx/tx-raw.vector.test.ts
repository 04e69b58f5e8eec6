import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, toHex } from '@cosmjs/encoding';
import { expect, test } from '@jest/globals';
import { secp256k1Signer } from './secp256k1-signer.js';
import { unorderedTx } from './unordered-tx.js';

interface Case {
  name: string;
  secret_key: string;
  messages: { type_url: string; value: string }[];
  gas: string;
  fee_denom: string;
  fee_amount: string;
  fee_granter: string;
  timeout_ns: string;
  chain: string;
  account_number: string;
  address: string;
  bytes: string;
  hash: string;
}

const path = join(import.meta.dirname, '../../../../proto/vectors/tx-raw.json');
const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };

test.each(cases.map((one) => [one.name, one] as const))('tx-raw.json: %s', async (_, one) => {
  const signer = secp256k1Signer(fromHex(one.secret_key));
  expect(signer.address).toBe(one.address);
  const tx = await unorderedTx({
    messages: one.messages.map(({ type_url, value }) => ({ typeUrl: type_url, value: fromHex(value) })),
    gas: BigInt(one.gas),
    fee: { denom: one.fee_denom, amount: BigInt(one.fee_amount) },
    feeGranter: one.fee_granter,
    timeoutNs: BigInt(one.timeout_ns),
    chainId: one.chain,
    accountNumber: BigInt(one.account_number),
    publicKey: signer.publicKey,
    sign: signer.sign,
  });
  expect(toHex(tx.bytes)).toBe(one.bytes);
  expect(tx.hash).toBe(one.hash);
});

test('tx-raw.json has cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(3);
});
