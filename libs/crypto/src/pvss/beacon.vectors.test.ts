import { hex, unhex } from '../bytes.js';
import { expectRefusal } from '../testing/pvss-vectors.js';
import { readVectors } from '../testing/vectors.js';
import { reconstruct, type PvssBeacon } from './beacon.js';

interface Beacon {
  chain: string;
  epoch: string;
  w: number;
  threshold: number;
  a_zero: string;
  shares: { slot: number; share: string }[];
}

const { cases, refused } = readVectors<Beacon & { secret: string; beacon: string }, Beacon & { error: string }>(
  'pvss-beacon.json',
);

/** Of the round, the beacon depends on chain, epoch, W and t only. */
function beaconOf({ chain, epoch, w, threshold, a_zero, shares }: Beacon): PvssBeacon {
  const round = { chainId: chain, epoch: BigInt(epoch), slots: w, threshold };
  return reconstruct(
    { ...round, tableHash: new Uint8Array(32), holders: [] },
    unhex(a_zero),
    shares.map(({ slot, share }) => ({ slot, share: unhex(share) })),
  );
}

test.each(cases)('$name', (vector) => {
  const { secret, beacon } = beaconOf(vector);
  expect([hex(secret), hex(beacon)]).toEqual([vector.secret, vector.beacon]);
});

test.each(refused)('refused: $name', (vector) => {
  expectRefusal(vector.error, () => beaconOf(vector));
});
