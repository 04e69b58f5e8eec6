import { unhex } from './bytes.js';
import { slotTable } from './slots.js';
import { codeOf } from './testing/refusal.js';
import { readVectors } from './testing/vectors.js';

interface Input {
  w: number;
  weights: { address: string; weight: string }[];
}

const { cases, refused } = readVectors<Input & { slots: number[] }, Input>('slots.json');

const why: Record<string, string> = {
  'no weight at all': 'empty',
  'sum of weights over 64 bits': 'overflow',
  'address twice': 'duplicate',
};

function tableOf({ w, weights }: Input): number[] {
  return slotTable(
    weights.map(({ address, weight }) => ({ address: unhex(address), weight: BigInt(weight) })),
    w,
  );
}

test.each(cases)('$name', (vector) => {
  expect(tableOf(vector)).toEqual(vector.slots);
});

test.each(refused)('refused: $name', (vector) => {
  expect(codeOf(() => tableOf(vector))).toBe(why[vector.name]);
});
