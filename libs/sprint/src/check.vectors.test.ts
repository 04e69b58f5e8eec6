import { hex, unhex } from '@pacer/crypto';
import { checkSeed, drawnIndices } from './check.js';
import { readVectors } from './testing/vectors.js';

interface Case {
  name: string;
  chain: string;
  epoch: string;
  block_hash: string;
  host: string;
  count: number;
  samples: number;
  seed: string;
  indices: number[];
}

const { cases } = readVectors<Case>('sprint-check.json');

test.each(cases)('$name', ({ chain, epoch, block_hash: blockHash, host, count, samples, seed, indices }) => {
  const x = checkSeed({ chainId: chain, epoch: BigInt(epoch), blockHash: unhex(blockHash), host: unhex(host) });
  expect(hex(x)).toBe(seed);
  expect(drawnIndices(x, count, samples)).toEqual(indices);
});
