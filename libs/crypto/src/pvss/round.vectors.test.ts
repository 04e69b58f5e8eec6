import { hex, unhex } from '../bytes.js';
import { encodeScalar } from '../field.js';
import { expectRefusal, type HolderVector, holdersOf } from '../testing/pvss-vectors.js';
import { readVectors } from '../testing/vectors.js';
import { deal } from './deal.js';
import { pvssRound, pvssTableHash } from './round.js';

interface Table {
  chain: string;
  epoch: string;
  beacon: string;
  /** absent when empty, and so are the holders */
  block_hash?: string;
  holders?: HolderVector[] | null;
}

const { cases, refused } = readVectors<
  Table & { table_hash: string; w: number; threshold: number },
  Table & { error: string }
>('pvss-table.json');

function inputOf({ chain, epoch, beacon, block_hash, holders }: Table) {
  return {
    ...{ chainId: chain, epoch: BigInt(epoch), holders: holdersOf(holders ?? []) },
    ...{ beacon: unhex(beacon), blockHash: unhex(block_hash ?? '') },
  };
}

test.each(cases)('$name', (vector) => {
  const { table_hash, w, threshold } = vector;
  expect(hex(pvssTableHash(inputOf(vector)))).toBe(table_hash);
  const round = pvssRound(inputOf(vector));
  expect([hex(round.tableHash), round.slots, round.threshold]).toEqual([table_hash, w, threshold]);
});

// The keys of a table are decoded by who deals under it, or verifies.
test.each(refused)('refused: $name', (vector) => {
  expectRefusal(vector.error, () => {
    const round = pvssRound(inputOf(vector));
    deal(round, encodeScalar(1n), round.holders[0]!.address);
  });
});
