import { committedSigmas, sigmas, table } from './table.js';

const half = 2n ** 63n;

test('hits that are just what so many tries bring are off by nothing', () => {
  expect(sigmas({ tried: 100, found: 50 }, half)).toBe(0);
});

test('a standard deviation of 100 tries at one half is 5', () => {
  expect(sigmas({ tried: 100, found: 65 }, half)).toBe(3);
  expect(sigmas({ tried: 100, found: 40 }, half)).toBe(-2);
});

test('what is on the chain is held against the nonces below the last of it', () => {
  expect(committedSigmas({ inTime: 100, committed: 51 }, half)).toBe(0);
  expect(committedSigmas({ inTime: 100, committed: 46 }, half)).toBe(-1);
});

test('columns stand below each other', () => {
  const row = { threads: 1, tried: 100, found: 50, committed: 41, inTime: 80, weight: 500_000_000n, power: 32n };
  expect(
    table(
      [
        { ...row, name: 'host1' },
        { ...row, name: 'host2', inTime: 100, committed: 51 },
      ],
      half,
    ),
  ).toEqual([
    '       threads  nonces  of all  hits  off by  in time  committed  off by  weight  power',
    'host1        1     100  50.0 %    50  +0.0 σ   80.0 %         41  +0.0 σ  50.0 %     32',
    'host2        1     100  50.0 %    50  +0.0 σ  100.0 %         51  +0.0 σ  50.0 %     32',
  ]);
});
