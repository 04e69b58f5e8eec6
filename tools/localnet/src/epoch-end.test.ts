import { type EpochStatus } from '@pacer/client';
import { Round } from '@pacer/proto/sprint/v1';
import { isStuck, stuckText } from './epoch-end.js';

const status = (height: bigint, nextStart = 0n) =>
  ({ epoch: 0n, height, schedule: { start: 1n, nextStart }, params: { epochLength: 90n } }) as EpochStatus;
const round = (change: Partial<Round>) =>
  Round.fromPartial({ slots: 64, threshold: 33, holders: 4, dealers: 4, dealtSlots: 64, closeHeight: 51n, ...change });

test('an epoch is stuck half a length after its end without a beacon, and never with one', () => {
  expect([135n, 136n].map((height) => isStuck(status(height)))).toEqual([false, true]);
  expect(isStuck(status(500n, 501n))).toBe(false);
});

test('the sentence says how late it is and what the beacon lacks', () => {
  expect(stuckText(status(136n), { round: round({ openers: 2, openSlots: 32 }) })).toBe(
    'epoch 0 does not end: at height 136 it is stretched by 46 blocks: 2 of 4 Hosts have opened, with 32 of 64 slots, and the beacon takes 33',
  );
  expect(stuckText(status(136n), { round: round({ dealers: 1, dealtSlots: 16, closeHeight: 0n }) })).toContain(
    '1 of 4 Hosts have dealt, with 16 of 64 slots, and the beacon takes 33',
  );
});
