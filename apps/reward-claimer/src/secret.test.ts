import { expect, test } from '@jest/globals';
import { Secret } from '@pacer/agent';
import { addressText } from '@pacer/client';
import { blsPublicKey, hostKeys } from '@pacer/crypto';
import { knownSecret, secretFits, signSecret } from './secret.js';

const keysOf = (fill: number) => ({ bls: new Secret(hostKeys(new Uint8Array(32).fill(fill)).bls) });
const keys = keysOf(1);
const publicKey = blsPublicKey(keys.bls.reveal());
const host = addressText(new Uint8Array(20).fill(7));
const of = { chainId: 'pacer-test', host, epoch: 4n, beacon: new Uint8Array(32).fill(9) };

test('a secret of this key in the work journal counts as it is, with and without the key file', () => {
  const kept = signSecret(keys, of);
  expect(knownSecret(kept, publicKey, of, keys)).toEqual({ state: 'kept', bytes: kept });
  expect(knownSecret(kept, publicKey, of, undefined)).toEqual({ state: 'kept', bytes: kept });
});

test.each([
  ['another key', signSecret(keysOf(2), of)],
  ['another beacon', signSecret(keys, { ...of, beacon: new Uint8Array(32) })],
  ['another chain', signSecret(keys, { ...of, chainId: 'pacer-other' })],
])('one of %s never counts: the own one takes its place', (_name, kept) => {
  const { state, bytes } = knownSecret(kept, publicKey, of, keys);
  expect(state).toBe('foreign');
  expect(bytes && secretFits(bytes, publicKey, of)).toBe(true);
});

test('what cannot be known is not made up', () => {
  const foreign = signSecret(keysOf(2), of);
  expect(knownSecret(undefined, publicKey, of, keys)).toEqual({ state: 'absent', bytes: undefined });
  expect(knownSecret(foreign, publicKey, of, undefined)).toEqual({ state: 'foreign', bytes: undefined });
  expect(knownSecret(foreign, publicKey, of, keysOf(3))).toEqual({ state: 'foreign', bytes: undefined });
});
