import { emission, settlementShares } from './settlement.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Input {
  emission_0: string;
  decay_ppm: number;
  epoch: string;
  weights: string[];
}

const { cases, refused } = readVectors<Input & { emission: string; shares: string[]; dust: string }, Input>(
  'settlement.json',
);

const why: Record<string, string> = {
  'decay over 1,000,000 ppm': 'out-of-range',
  'no weight at all': 'empty',
};

function settle({ emission_0, decay_ppm, epoch, weights }: Input) {
  const amount = emission({ emission0: BigInt(emission_0), decayPpm: decay_ppm, epoch: BigInt(epoch) });
  return { amount, ...settlementShares(amount, weights.map(BigInt)) };
}

test.each(cases)('$name', (vector) => {
  const { amount, shares, dust } = settle(vector);
  expect(String(amount)).toBe(vector.emission);
  expect(shares.map(String)).toEqual(vector.shares);
  expect(String(dust)).toBe(vector.dust);
});

test.each(refused)('refused: $name', (vector) => {
  expect(codeOf(() => settle(vector))).toBe(why[vector.name]);
});
