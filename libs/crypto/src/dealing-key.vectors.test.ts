import { hex, unhex } from './bytes.js';
import { dealingPublicKey, proveDealingKey, verifyDealingKey } from './dealing-key.js';
import { readVectors } from './testing/vectors.js';

interface Proof {
  chain: string;
  host: string;
  ek: string;
  proof: string;
}

const { cases, refused } = readVectors<Proof & { dk: string }, Proof>('ek.json');

function claimOf({ chain, host, ek, proof }: Proof) {
  return { chainId: chain, host: unhex(host), ek: unhex(ek), proof: unhex(proof) };
}

test.each(cases)('$name', (vector) => {
  const { chainId, host } = claimOf(vector);
  const dk = unhex(vector.dk);
  expect(hex(dealingPublicKey(dk))).toBe(vector.ek);
  expect(hex(proveDealingKey({ chainId, host, dk }))).toBe(vector.proof);
  expect(verifyDealingKey(claimOf(vector))).toBe(true);
});

test.each(refused)('refused: $name', (vector) => {
  expect(verifyDealingKey(claimOf(vector))).toBe(false);
});
