import { blsPublicKey } from './bls.js';
import { hex, unhex } from './bytes.js';
import { epochSecretMessage, signEpochSecret, verifyEpochSecret } from './epoch-secret.js';
import { readCases } from './testing/vectors.js';

interface SigmaCase {
  chain: string;
  epoch: string;
  beacon: string;
  host: string;
  secret_key: string;
  message: string;
  sigma: string;
}

const cases = readCases<SigmaCase>('sigma.json');

test.each(cases)('$name', (vector) => {
  const secret = {
    chainId: vector.chain,
    epoch: BigInt(vector.epoch),
    beacon: unhex(vector.beacon),
    host: unhex(vector.host),
  };
  const secretKey = unhex(vector.secret_key);
  expect(hex(epochSecretMessage(secret))).toBe(vector.message);
  expect(hex(signEpochSecret({ ...secret, secretKey }))).toBe(vector.sigma);
  expect(verifyEpochSecret({ ...secret, publicKey: blsPublicKey(secretKey), sigma: unhex(vector.sigma) })).toBe(true);
});
