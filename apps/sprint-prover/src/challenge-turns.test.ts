import { expect, test } from '@jest/globals';
import { addressText } from '@pacer/client';
import { ChallengeTurns, delayBlocks } from './challenge-turns.js';

const addressOf = (n: number) => Uint8Array.from({ length: 20 }, (_, index) => (n >> (8 * (index % 2))) & 255);
const accused = addressText(addressOf(1000));
const UNKNOWN = { forWeight: 0n, forStake: 0n };

test('a hundred Hosts that see the same false nonce spread over eight blocks', () => {
  const turns = Array.from({ length: 100 }, (_, n) =>
    new ChallengeTurns(addressText(addressOf(n))).from(4n, accused, 500n, UNKNOWN),
  );
  const counts = new Map<bigint, number>();
  for (const turn of turns) counts.set(turn, (counts.get(turn) ?? 0) + 1);
  expect([...counts.keys()].sort()).toEqual(Array.from({ length: 8 }, (_, index) => 501n + BigInt(index)));
  expect(Math.max(...counts.values())).toBeLessThan(30);
});

test('a turn stays what it is, is another one for another Host and epoch, and comes in time', () => {
  const host = addressOf(3);
  const turns = new ChallengeTurns(addressText(host));
  const first = turns.from(4n, accused, 500n, UNKNOWN);
  expect(first).toBe(501n + delayBlocks(host, addressOf(1000)));
  expect(turns.from(4n, accused, 507n, UNKNOWN)).toBe(first);
  expect(turns.from(5n, accused, 600n, UNKNOWN)).toBe(first + 100n);
  expect(turns.from(4n, addressText(addressOf(7)), 500n, { ...UNKNOWN, forStake: 503n })).toBe(499n);
});

test('nobody waits beyond the block that makes weights of the work, nor is hastened by it afterwards', () => {
  const late = Array.from({ length: 100 }, (_, n) => addressOf(n)).find(
    (host) => delayBlocks(host, addressOf(1000)) === 7n,
  )!;
  const turns = new ChallengeTurns(addressText(late));
  const from = (height: bigint) => turns.from(4n, accused, height, { forWeight: 505n, forStake: 900n });
  expect(from(500n)).toBe(501n);
  expect(from(505n)).toBe(508n);
});
