import { blsPublicKey, blsSign, blsVerify } from './bls.js';
import { utf8 } from './bytes.js';
import { encodeScalar } from './field.js';
import { provePossession, verifyPossession } from './possession.js';
import { H } from './tag.js';
import { flipBit } from './testing/bytes.js';
import { badG1 } from './testing/points.js';
import { codeOf } from './testing/refusal.js';

const secretKey = encodeScalar(5n);
const owner = { chainId: 'pacer-test-1', host: new Uint8Array(20).fill(1) };
const publicKey = blsPublicKey(secretKey);
const proof = provePossession({ ...owner, secretKey });

test('a proof holds for its chain, Host and key', () => {
  expect(verifyPossession({ ...owner, publicKey, proof })).toBe(true);
});

test.each([
  ['another Host, who copied key and proof', { host: new Uint8Array(20).fill(2) }],
  ['another chain', { chainId: 'pacer-test-2' }],
  ['another key', { publicKey: blsPublicKey(encodeScalar(6n)) }],
  ['a changed proof', { proof: flipBit(proof, 95) }],
  ['a key outside the subgroup', { publicKey: badG1.wrongSubgroup }],
  ['a Host that is no address', { host: new Uint8Array(19) }],
  ['no proof', { proof: new Uint8Array(0) }],
])('not for %s', (_name, change) => {
  expect(verifyPossession({ ...owner, publicKey, proof, ...change })).toBe(false);
});

test('a signature over the same message is no proof, nor a proof a signature', () => {
  const message = H('pacer/pop/v1', utf8(owner.chainId), owner.host, publicKey);
  expect(verifyPossession({ ...owner, publicKey, proof: blsSign(secretKey, message) })).toBe(false);
  expect(blsVerify(publicKey, message, proof)).toBe(false);
});

test('proving for a Host that is no address is refused', () => {
  expect(codeOf(() => provePossession({ ...owner, host: new Uint8Array(19), secretKey }))).toBe('bad-length');
});
