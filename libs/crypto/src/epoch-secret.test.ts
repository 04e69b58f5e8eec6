import { blsPublicKey, blsSign } from './bls.js';
import { hex } from './bytes.js';
import { epochSecretMessage, signEpochSecret, verifyEpochSecret } from './epoch-secret.js';
import { encodeScalar } from './field.js';
import { flipBit } from './testing/bytes.js';
import { badG2 } from './testing/points.js';
import { codeOf } from './testing/refusal.js';

const secretKey = encodeScalar(7n);
const publicKey = blsPublicKey(secretKey);
const secret = {
  chainId: 'pacer-test-1',
  epoch: 3n,
  beacon: new Uint8Array(32).fill(9),
  host: new Uint8Array(20).fill(1),
};
const sigma = signEpochSecret({ ...secret, secretKey });

test('σ is the BLS signature of the typed message, the same each time', () => {
  expect(hex(sigma)).toBe(hex(blsSign(secretKey, epochSecretMessage(secret))));
  expect(hex(sigma)).toBe(hex(signEpochSecret({ ...secret, secretKey })));
  expect(verifyEpochSecret({ ...secret, publicKey, sigma })).toBe(true);
});

test.each([
  ['another chain', { chainId: 'pacer-test-2' }],
  ['another epoch', { epoch: 4n }],
  ['another beacon', { beacon: new Uint8Array(32).fill(8) }],
  ['another Host', { host: new Uint8Array(20).fill(2) }],
  ['another key', { publicKey: blsPublicKey(encodeScalar(8n)) }],
  ['a flipped bit', { sigma: flipBit(sigma, 40) }],
  ['a point outside the subgroup', { sigma: badG2.wrongSubgroup }],
  ['a short beacon', { beacon: new Uint8Array(31) }],
  ['an epoch that is no u64', { epoch: -1n }],
])('σ is not that of %s', (_name, change) => {
  expect(verifyEpochSecret({ ...secret, publicKey, sigma, ...change })).toBe(false);
});

test('signing for a malformed beacon, Host or epoch is refused', () => {
  expect(codeOf(() => signEpochSecret({ ...secret, secretKey, beacon: new Uint8Array(0) }))).toBe('bad-length');
  expect(codeOf(() => signEpochSecret({ ...secret, secretKey, host: new Uint8Array(32) }))).toBe('bad-length');
  expect(codeOf(() => signEpochSecret({ ...secret, secretKey, epoch: 2n ** 64n }))).toBe('out-of-range');
});
