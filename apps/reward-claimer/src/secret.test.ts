import { expect, test } from '@jest/globals';
import { AgentError } from '@pacer/agent';
import { addressText } from '@pacer/client';
import { blsPublicKey, hostKeys, signEpochSecret } from '@pacer/crypto';
import { knownSecret, secretFits, signSecret, type SecretSigner } from './secret.js';

function signerOf(fill: number): SecretSigner & { asked: number } {
  const { bls: secretKey } = hostKeys(new Uint8Array(32).fill(fill));
  const signer = {
    asked: 0,
    blsPublicKey: blsPublicKey(secretKey),
    signSecret: async (of: Parameters<SecretSigner['signSecret']>[0]) => {
      signer.asked += 1;
      return signEpochSecret({ ...of, secretKey });
    },
  };
  return signer;
}

const signer = signerOf(1);
const publicKey = signer.blsPublicKey;
const host = addressText(new Uint8Array(20).fill(7));
const of = { chainId: 'pacer-test', host, epoch: 4n, beacon: new Uint8Array(32).fill(9) };

test('a secret of this key in the work journal counts as it is, with and without a signer, which is not asked again', async () => {
  const kept = await signSecret(signer, of);
  const before = signer.asked;
  expect(await knownSecret(kept, publicKey, of, signer)).toEqual({ state: 'kept', bytes: kept });
  expect(await knownSecret(kept, publicKey, of, undefined)).toEqual({ state: 'kept', bytes: kept });
  expect(signer.asked).toBe(before);
});

test.each([
  ['another key', () => signSecret(signerOf(2), of)],
  ['another beacon', () => signSecret(signer, { ...of, beacon: new Uint8Array(32) })],
  ['another chain', () => signSecret(signer, { ...of, chainId: 'pacer-other' })],
])('one of %s never counts: the own one takes its place', async (_name, kept) => {
  const { state, bytes } = await knownSecret(await kept(), publicKey, of, signer);
  expect(state).toBe('foreign');
  expect(bytes && secretFits(bytes, publicKey, of)).toBe(true);
});

test('what cannot be known is not made up', async () => {
  const foreign = await signSecret(signerOf(2), of);
  expect(await knownSecret(undefined, publicKey, of, signer)).toEqual({ state: 'absent', bytes: undefined });
  expect(await knownSecret(foreign, publicKey, of, undefined)).toEqual({ state: 'foreign', bytes: undefined });
  expect(await knownSecret(foreign, publicKey, of, signerOf(3))).toEqual({ state: 'foreign', bytes: undefined });
});

test('a signer that is away leaves it unknown, and one that fails otherwise is not hidden', async () => {
  const foreign = await signSecret(signerOf(2), of);
  const failing = (error: Error): SecretSigner => ({ ...signer, signSecret: () => Promise.reject(error) });
  const away = failing(new AgentError('signer-unavailable', 'no connection', { retryable: true }));
  expect(await knownSecret(foreign, publicKey, of, away)).toEqual({ state: 'foreign', bytes: undefined });
  await expect(knownSecret(foreign, publicKey, of, failing(new Error('broken')))).rejects.toThrow('broken');
});
