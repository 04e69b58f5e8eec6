import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concat, hex, unhex } from './bytes.js';
import { bytesToInteger } from './field.js';
import { accountAddress, signRequest, verifyRequestSignature } from './request-signature.js';
import { flipBit } from './testing/bytes.js';
import { codeOf } from './testing/refusal.js';

const secretKey = new Uint8Array(32).fill(1);
const requester = accountAddress(secp256k1.getPublicKey(secretKey));
const requestId = new Uint8Array(32).fill(9);
const signature = signRequest(requestId, secretKey);
const order = secp256k1.Point.Fn.ORDER;

/** s replaced by n − s: the twin that plain ECDSA also accepts. */
const twin = concat(
  signature.subarray(0, 32),
  unhex((order - bytesToInteger(signature.subarray(32))).toString(16).padStart(64, '0')),
);

test('the address of the key of secret 1 is the well-known one', () => {
  const generator = secp256k1.Point.BASE.toBytes();
  expect(hex(accountAddress(generator))).toBe('751e76e8199196d454941c45d1b3a323f1433bd6');
});

test('a signature is plain ECDSA over the id, the same each time, and verifies by address', () => {
  const key = secp256k1.getPublicKey(secretKey);
  expect(secp256k1.verify(signature, requestId, key, { prehash: false })).toBe(true);
  expect(hex(signRequest(requestId, secretKey))).toBe(hex(signature));
  expect(verifyRequestSignature({ requestId, requester, signature })).toBe(true);
});

test('high s is false although it is a valid ECDSA signature', () => {
  const key = secp256k1.getPublicKey(secretKey);
  expect(secp256k1.verify(twin, requestId, key, { prehash: false, lowS: false })).toBe(true);
  expect(verifyRequestSignature({ requestId, requester, signature: twin })).toBe(false);
});

test.each([
  ['another id', { requestId: new Uint8Array(32).fill(8) }],
  ['another requester', { requester: new Uint8Array(20) }],
  ['zeros', { signature: new Uint8Array(64) }],
  ['r and s beyond the order', { signature: new Uint8Array(64).fill(0xff) }],
  ['63 bytes', { signature: signature.subarray(1) }],
  ['65 bytes', { signature: concat(signature, Uint8Array.of(0)) }],
  ['a requester of no bytes', { requester: new Uint8Array(0) }],
])('%s is false and does not throw', (_name, change) => {
  expect(verifyRequestSignature({ requestId, requester, signature, ...change })).toBe(false);
});

test('a signature over anything but 32 bytes is false', () => {
  const short = requestId.subarray(1);
  const signed = secp256k1.sign(short, secretKey, { prehash: false });
  expect(verifyRequestSignature({ requestId: short, requester, signature: signed })).toBe(false);
});

test('a bit flipped in any byte of the signature is false', () => {
  for (let i = 0; i < signature.length; i++) {
    expect(verifyRequestSignature({ requestId, requester, signature: flipBit(signature, i) })).toBe(false);
  }
});

test('signing with an impossible key, or anything but 32 bytes, is refused', () => {
  expect(codeOf(() => signRequest(requestId, new Uint8Array(32)))).toBe('out-of-range');
  expect(codeOf(() => signRequest(requestId, new Uint8Array(32).fill(0xff)))).toBe('out-of-range');
  expect(codeOf(() => signRequest(requestId, new Uint8Array(31)))).toBe('bad-length');
  expect(codeOf(() => signRequest(new Uint8Array(33), secretKey))).toBe('bad-length');
  expect(codeOf(() => accountAddress(new Uint8Array(65)))).toBe('bad-length');
});
