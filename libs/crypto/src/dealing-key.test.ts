import { dealingPublicKey, proveDealingKey, verifyDealingKey } from './dealing-key.js';
import { concat, hex } from './bytes.js';
import { bytesToInteger, encodeScalar, SCALAR_ORDER } from './field.js';
import { flipBit } from './testing/bytes.js';
import { badG2 } from './testing/points.js';
import { codeOf } from './testing/refusal.js';
import { unhex } from './bytes.js';

const dk = encodeScalar(1234567n);
const owner = { chainId: 'pacer-test-1', host: new Uint8Array(20).fill(1) };
const ek = dealingPublicKey(dk);
const proof = proveDealingKey({ ...owner, dk });

test('a proof holds for its chain, Host and key, and is the same each time', () => {
  expect(proof).toHaveLength(128);
  expect(verifyDealingKey({ ...owner, ek, proof })).toBe(true);
  expect(hex(proveDealingKey({ ...owner, dk }))).toBe(hex(proof));
});

test('proofs for two Hosts or chains never share R: a shared nonce would give dk away', () => {
  const others = [
    proof,
    proveDealingKey({ ...owner, host: new Uint8Array(20).fill(2), dk }),
    proveDealingKey({ ...owner, chainId: 'pacer-test-2', dk }),
  ].map((bytes) => hex(bytes.subarray(0, 96)));
  expect(new Set(others).size).toBe(3);
});

/** z + r, the other integer of the same residue. */
const reducible = concat(
  proof.subarray(0, 96),
  unhex((bytesToInteger(proof.subarray(96)) + SCALAR_ORDER).toString(16).padStart(64, '0')),
);

test.each([
  ['another Host', { host: new Uint8Array(20).fill(2) }],
  ['another chain', { chainId: 'pacer-test-2' }],
  ['another key', { ek: dealingPublicKey(encodeScalar(2n)) }],
  ['a z that is not reduced', { proof: reducible }],
  ['a key outside the subgroup', { ek: badG2.wrongSubgroup }],
  ['an R outside the subgroup', { proof: concat(badG2.wrongSubgroup, proof.subarray(96)) }],
  ['an R that is the identity', { proof: concat(Uint8Array.of(0xc0), new Uint8Array(95), proof.subarray(96)) }],
  ['a Host that is no address', { host: new Uint8Array(21) }],
  ['a short proof', { proof: proof.subarray(0, 127) }],
  ['a long proof', { proof: concat(proof, Uint8Array.of(0)) }],
])('not for %s', (_name, change) => {
  expect(verifyDealingKey({ ...owner, ek, proof, ...change })).toBe(false);
});

test('a bit flipped in any byte of the proof is false', () => {
  for (let i = 0; i < proof.length; i++) {
    expect(verifyDealingKey({ ...owner, ek, proof: flipBit(proof, i) })).toBe(false);
  }
});

test('dk must be a canonical scalar above 0', () => {
  expect(codeOf(() => dealingPublicKey(new Uint8Array(32)))).toBe('out-of-range');
  expect(codeOf(() => proveDealingKey({ ...owner, dk: new Uint8Array(32).fill(0xff) }))).toBe('non-canonical');
  expect(codeOf(() => proveDealingKey({ ...owner, dk: new Uint8Array(31) }))).toBe('bad-length');
});
