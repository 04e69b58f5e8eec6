import { sigmas, table } from './table.js';

const half = 2n ** 63n;

test('hits that are just what so many tries bring are off by nothing', () => {
  expect(sigmas({ tried: 100, found: 50 }, half)).toBe(0);
});

test('a standard deviation of 100 tries at one half is 5', () => {
  expect(sigmas({ tried: 100, found: 65 }, half)).toBe(3);
  expect(sigmas({ tried: 100, found: 40 }, half)).toBe(-2);
});

test('columns stand below each other', () => {
  const row = { name: 'host1', threads: 1, tried: 100, found: 50, committed: 45, weight: 1_000_000_000n, power: 64n };
  expect(table([row], half)).toEqual([
    '       threads  nonces   of all  hits  off by  committed   weight  power',
    'host1        1     100  100.0 %    50  +0.0 σ         45  100.0 %     64',
  ]);
});
