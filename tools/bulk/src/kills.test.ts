import { expect, test } from '@jest/globals';
import { planKills } from './kills.js';

test('as many as were asked for, evenly over Hosts and programs', () => {
  const kills = planKills(50, 4, 1);
  expect(kills).toHaveLength(50);
  for (const place of [0, 1, 2, 3]) {
    const own = kills.filter((kill) => kill.place === place);
    expect(own.length).toBeGreaterThanOrEqual(12);
    const writers = own.filter(({ victim }) => victim === 'writer').length;
    expect([5, 6, 7]).toContain(writers);
  }
});

test('a seed names the kills, and they come in the order of their shares', () => {
  expect(planKills(9, 4, 7)).toEqual(planKills(9, 4, 7));
  expect(planKills(9, 4, 7)).not.toEqual(planKills(9, 4, 8));
  const shares = planKills(30, 4, 3).map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
});
