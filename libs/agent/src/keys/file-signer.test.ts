import { afterAll, beforeAll } from '@jest/globals';
import { secp256k1Signer } from '@pacer/client';
import { hostKeys, requestId, signRequest } from '@pacer/crypto';
import { deal, open } from '@pacer/crypto/pvss';
import { Secret } from '../secret.js';
import { fileSigner } from './file-signer.js';
import type { OpenKeys } from './host-keys.js';
import type { HostSigner } from './host-signer.js';
import { hostSignerContract } from './host-signer-contract.test.support.js';
import { remoteSigner, type RemoteSigner } from './remote-signer.test.support.js';

const { bls, dealing } = hostKeys(new Uint8Array(32).fill(5));
const hotSecret = new Uint8Array(32).fill(6);
const keys: OpenKeys = {
  bls: new Secret(bls),
  dealing: new Secret(dealing),
  hotKey: secp256k1Signer(hotSecret),
  signRequest: (request) => signRequest(requestId(request), hotSecret),
};

hostSignerContract('the key file', () => fileSigner(keys));

// One that is elsewhere, with a socket in between that can be gone; it computes in this thread, where threads are tested above.
const elsewhere = (): HostSigner =>
  fileSigner(keys, {
    deal: async (round, dk, host) => deal(round, dk, host),
    open: async (round, dk, host, sums) => open(round, dk, host, sums),
  });
let remote: RemoteSigner;
let gone: RemoteSigner;
beforeAll(async () => {
  remote = await remoteSigner(elsewhere());
  gone = await remoteSigner(elsewhere());
  await gone.stop();
});
afterAll(() => remote.stop());

hostSignerContract(
  'a signer behind a socket',
  () => remote.signer,
  () => gone.signer,
);
