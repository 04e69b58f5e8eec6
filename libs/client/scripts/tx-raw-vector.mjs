// Writes proto/vectors/tx-raw.json with the built library: `npm run build -w @pacer/client && node libs/client/scripts/tx-raw-vector.mjs`.
// The Go test decodes the bytes with the SDK and verifies the signature; both sides must agree on every byte.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MsgCommitBatch } from '@pacer/proto/inference/v1';
import { MsgClaimReward } from '@pacer/proto/reward/v1';
import { MsgSubmitResults } from '@pacer/proto/validation/v1';
import { secp256k1Signer, unorderedTx } from '../dist/index.js';

const hex = (bytes) => Buffer.from(bytes).toString('hex');
const secret = (byte) => new Uint8Array(32).fill(byte);
const operator = secp256k1Signer(secret(1)).address;

async function vector(name, secretKey, message, gas, amount, granter, timeoutNs, accountNumber) {
  const signer = secp256k1Signer(secretKey);
  const messages = [message(signer.address)];
  const tx = await unorderedTx({
    messages,
    gas,
    fee: { denom: 'upacer', amount },
    feeGranter: granter,
    timeoutNs,
    chainId: 'pacer-test-1',
    accountNumber,
    publicKey: signer.publicKey,
    sign: signer.sign,
  });
  return {
    name,
    secret_key: hex(secretKey),
    messages: messages.map(({ typeUrl, value }) => ({ type_url: typeUrl, value: hex(value) })),
    gas: String(gas),
    fee_denom: 'upacer',
    fee_amount: String(amount),
    fee_granter: granter,
    timeout_ns: String(timeoutNs),
    chain: 'pacer-test-1',
    account_number: String(accountNumber),
    public_key: hex(signer.publicKey),
    address: signer.address,
    bytes: hex(tx.bytes),
    hash: tx.hash,
  };
}

const encoded = (codec, fields) => (signer) => ({
  typeUrl: `/${codec.$type}`,
  value: codec.encode(codec.fromPartial({ signer, host: operator, ...fields })).finish(),
});

const cases = [
  await vector(
    'a claim, fee granted, account number above 2^63',
    secret(2),
    encoded(MsgClaimReward, { epoch: 7n, secret: new Uint8Array(96).fill(3) }),
    1_234_567n,
    1_235n,
    operator,
    1_795_449_600_123_456_789n,
    2n ** 63n + 12n,
  ),
  await vector(
    'a batch paid by its signer, whole second',
    secret(1),
    encoded(MsgCommitBatch, { epoch: 0n, kind: 1, model: 'pacer/ref-1', count: 3, root: secret(9), totalTokens: 41n }),
    300_000n,
    300n,
    '',
    1_795_449_601_000_000_000n,
    0n,
  ),
  await vector(
    'results without a fee',
    secret(2),
    encoded(MsgSubmitResults, {
      epoch: 1n,
      results: [
        { batch: 0n, index: 0, verdict: 1 },
        { batch: 5n, index: 8191, verdict: 2 },
      ],
    }),
    320_000n,
    0n,
    '',
    1_795_449_602_000_000_001n,
    3n,
  ),
];

const folder = join(import.meta.dirname, '../../../proto/vectors');
mkdirSync(folder, { recursive: true });
const comment =
  'Unordered transactions, SIGN_MODE_DIRECT, sequence 0, no memo, RFC 6979, low s (architecture, "exactly once").';
writeFileSync(
  join(folder, 'tx-raw.json'),
  `${JSON.stringify({ formula: 'tx-raw', comment, cases, refused: [] }, null, 2)}\n`,
);
