import { expect, test } from '@jest/globals';
import { addressText } from '@pacer/client';
import { hex } from '@pacer/crypto';
import { RecordSeries } from './record-series.js';

const chainId = 'pacer-test-1';
const [one, two] = [1, 2].map((n) => addressText(new Uint8Array(20).fill(n))) as [string, string];
const series = (host = one, place = 0) => new RecordSeries({ chainId, host, place, poisonEvery: 10 });

test('a number names the same record always, and another Host or number another one', () => {
  expect(series().record(3)).toEqual(series().record(3));
  const ids = [series().record(3), series().record(4), series(two).record(3)].map(({ requestId }) => hex(requestId));
  expect(new Set(ids).size).toBe(3);
});

test('a record has the sizes of a short chat', () => {
  const { body, response, artifact, leafValue } = series().record(0);
  expect([body.length, response.length, artifact.length]).toEqual([500, 1_000, 2_000]);
  expect(leafValue.length).toBe(3 * 34 + 22 + 66);
});

test('one in ten is poisoned, each in another way', () => {
  const poisoned = Array.from({ length: 30 }, (_, n) => n).filter((n) => series().poison(n) !== undefined);
  expect(poisoned).toEqual([2, 12, 22]);
  expect(poisoned.map((n) => series().poison(n))).toEqual(['fee', 'leaf', 'tokens']);
  expect(series(two, 1).poison(2)).toBe('leaf');
  const [fee, leaf, tokens] = poisoned.map((n) => series().record(n));
  expect(fee?.fee).toBe(1_001n);
  expect(leaf?.leafValue.length).toBe(series().record(0).leafValue.length + 1);
  expect((tokens?.tokens ?? 0n) * 8_192n >= 2n ** 64n).toBe(true);
});
