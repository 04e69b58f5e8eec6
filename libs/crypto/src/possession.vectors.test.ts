import { blsPublicKey } from './bls.js';
import { hex, unhex } from './bytes.js';
import { provePossession, verifyPossession } from './possession.js';
import { readVectors } from './testing/vectors.js';

interface Proof {
  chain: string;
  host: string;
  public_key: string;
  proof: string;
}

const { cases, refused } = readVectors<Proof & { secret_key: string }, Proof>('pop.json');

function claimOf({ chain, host, public_key, proof }: Proof) {
  return { chainId: chain, host: unhex(host), publicKey: unhex(public_key), proof: unhex(proof) };
}

test.each(cases)('$name', (vector) => {
  const { chainId, host } = claimOf(vector);
  const secretKey = unhex(vector.secret_key);
  expect(hex(blsPublicKey(secretKey))).toBe(vector.public_key);
  expect(hex(provePossession({ chainId, host, secretKey }))).toBe(vector.proof);
  expect(verifyPossession(claimOf(vector))).toBe(true);
});

test.each(refused)('refused: $name', (vector) => {
  expect(verifyPossession(claimOf(vector))).toBe(false);
});
