import { hex, unhex } from './bytes.js';
import { duties, dutyQuota, dutySeed } from './duties.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Draw {
  chain: string;
  sigma: string;
  batch_id: string;
  root: string;
  next_hash: string;
  count: number;
  rate_ppm: number;
  weight: string;
  model_weight: string;
  owner_weight: string;
}

const { cases, refused } = readVectors<Draw & { x: string; indices: number[] }, Draw>('duties.json');

function inputOf(draw: Draw) {
  return {
    chainId: draw.chain,
    sigma: unhex(draw.sigma),
    batchId: BigInt(draw.batch_id),
    root: unhex(draw.root),
    nextHash: unhex(draw.next_hash),
    count: draw.count,
    ratePpm: draw.rate_ppm,
    weight: BigInt(draw.weight),
    modelWeight: BigInt(draw.model_weight),
    ownerWeight: BigInt(draw.owner_weight),
  };
}

test.each(cases)('$name', (draw) => {
  const input = inputOf(draw);
  expect(hex(dutySeed(input))).toBe(draw.x);
  expect(duties(input)).toEqual(draw.indices);
  expect(BigInt(draw.indices.length) <= dutyQuota(input)).toBe(true);
});

test.each(refused)('refused: $name', (draw) => {
  expect(codeOf(() => duties(inputOf(draw)))).toBe('out-of-range');
});
