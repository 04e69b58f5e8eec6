import { hex, unhex } from './bytes.js';
import { consensusPublicKey, proveConsensusKey, verifyConsensusKey } from './consensus-key.js';
import { readVectors } from './testing/vectors.js';

interface Proof {
  chain: string;
  host: string;
  public_key: string;
  proof: string;
}

const { cases, refused } = readVectors<Proof & { seed: string }, Proof>('consensus-key.json');

function claimOf({ chain, host, public_key, proof }: Proof) {
  return { chainId: chain, host: unhex(host), publicKey: unhex(public_key), proof: unhex(proof) };
}

test.each(cases)('$name', (vector) => {
  const { chainId, host } = claimOf(vector);
  const seed = unhex(vector.seed);
  expect(hex(consensusPublicKey(seed))).toBe(vector.public_key);
  expect(hex(proveConsensusKey({ chainId, host, seed }))).toBe(vector.proof);
  expect(verifyConsensusKey(claimOf(vector))).toBe(true);
});

test.each(refused)('refused: $name', (vector) => {
  expect(verifyConsensusKey(claimOf(vector))).toBe(false);
});
