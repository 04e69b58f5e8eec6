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
  const row = { threads: 1, tried: 100, found: 50, committed: 45, weight: 500_000_000n, power: 32n };
  expect(
    table(
      [
        { ...row, name: 'host1' },
        { ...row, name: 'host2', committed: 55 },
      ],
      half,
    ),
  ).toEqual([
    '       threads  nonces  of all  hits  off by  committed  off by  weight  power',
    'host1        1     100  50.0 %    50  +0.0 σ         45  -1.0 σ  50.0 %     32',
    'host2        1     100  50.0 %    50  +0.0 σ         55  +1.0 σ  50.0 %     32',
  ]);
});
