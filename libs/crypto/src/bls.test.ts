import { bls12_381 } from '@noble/curves/bls12-381.js';
import {
  blsAggregatePublicKeys,
  blsAggregateSignatures,
  blsFastAggregateVerify,
  blsPublicKey,
  blsSign,
  blsVerify,
} from './bls.js';
import { hex, utf8 } from './bytes.js';
import { encodeScalar, SCALAR_ORDER } from './field.js';
import { flipBit } from './testing/bytes.js';
import { badG1, badG2 } from './testing/points.js';
import { codeOf } from './testing/refusal.js';

const message = utf8('message');
const secretKeys = [11n, 22n, 33n].map(encodeScalar);
const [secretKey = new Uint8Array(0)] = secretKeys;
const publicKey = blsPublicKey(secretKey);
const publicKeys = secretKeys.map(blsPublicKey);
const signature = blsSign(secretKey, message);
const signatures = secretKeys.map((key) => blsSign(key, message));

test('a signature verifies under its key and message only', () => {
  expect(blsVerify(publicKey, message, signature)).toBe(true);
  expect(blsVerify(publicKey, utf8('another'), signature)).toBe(false);
  expect(blsVerify(blsPublicKey(encodeScalar(12n)), message, signature)).toBe(false);
});

test('signing again gives the same bytes', () => {
  expect(hex(blsSign(secretKey, message))).toBe(hex(signature));
});

test('a signature of another ciphersuite does not verify', () => {
  const basic = bls12_381.longSignatures;
  const foreign = basic.sign(basic.hash(message, 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_'), secretKey).toBytes();
  expect(blsVerify(publicKey, message, foreign)).toBe(false);
});

test('a bit flipped in any byte of a signature or key is false', () => {
  for (let i = 0; i < signature.length; i++) expect(blsVerify(publicKey, message, flipBit(signature, i))).toBe(false);
  for (let i = 0; i < publicKey.length; i++) expect(blsVerify(flipBit(publicKey, i), message, signature)).toBe(false);
});

test('the negated signature, one flag away, is false', () => {
  expect(blsVerify(publicKey, message, flipBit(signature, 0, 5))).toBe(false);
});

test('identity key and identity signature together do not verify', () => {
  const identity = (length: number) => Uint8Array.from({ length }, (_, i) => (i === 0 ? 0xc0 : 0));
  expect(blsVerify(identity(48), message, identity(96))).toBe(false);
});

test.each([
  ['a key outside the subgroup', badG1.wrongSubgroup, signature],
  ['a signature outside the subgroup', publicKey, badG2.wrongSubgroup],
  ['an empty key', new Uint8Array(0), signature],
  ['an empty signature', publicKey, new Uint8Array(0)],
])('%s is false and does not throw', (_name, key, proof) => {
  expect(blsVerify(key, message, proof)).toBe(false);
});

test('an aggregate verifies under all its keys, and under no other set', () => {
  const aggregate = blsAggregateSignatures(signatures);
  expect(blsFastAggregateVerify(publicKeys, message, aggregate)).toBe(true);
  expect(blsVerify(blsAggregatePublicKeys(publicKeys), message, aggregate)).toBe(true);
  expect(blsFastAggregateVerify(publicKeys.slice(1), message, aggregate)).toBe(false);
  expect(blsFastAggregateVerify([...publicKeys, publicKey], message, aggregate)).toBe(false);
  expect(blsFastAggregateVerify(publicKeys, utf8('another'), aggregate)).toBe(false);
  expect(blsFastAggregateVerify([], message, aggregate)).toBe(false);
});

test('nothing to aggregate, or a bad member, is refused', () => {
  expect(codeOf(() => blsAggregateSignatures([]))).toBe('empty');
  expect(codeOf(() => blsAggregatePublicKeys([]))).toBe('empty');
  expect(codeOf(() => blsAggregateSignatures([signature, badG2.wrongSubgroup]))).toBe('wrong-subgroup');
  expect(codeOf(() => blsAggregatePublicKeys([publicKey, badG1.wrongSubgroup]))).toBe('wrong-subgroup');
});

test('keys or signatures that cancel out are refused', () => {
  const negated = encodeScalar(SCALAR_ORDER - 11n);
  expect(codeOf(() => blsAggregatePublicKeys([publicKey, blsPublicKey(negated)]))).toBe('identity');
  expect(codeOf(() => blsAggregateSignatures([signature, blsSign(negated, message)]))).toBe('identity');
  expect(blsFastAggregateVerify([publicKey, blsPublicKey(negated)], message, signature)).toBe(false);
});

test.each([
  ['zero', new Uint8Array(32), 'out-of-range'],
  [
    'the order, which noble reduces',
    Uint8Array.from(encodeScalar(SCALAR_ORDER - 1n), (b, i) => (i === 31 ? b + 1 : b)),
    'non-canonical',
  ],
  ['31 bytes', new Uint8Array(31).fill(1), 'bad-length'],
])('as a secret key, %s is refused', (_name, key, code) => {
  expect(codeOf(() => blsSign(key, message))).toBe(code);
  expect(codeOf(() => blsPublicKey(key))).toBe(code);
});
