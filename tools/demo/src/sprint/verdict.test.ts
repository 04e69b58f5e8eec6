import { type Row } from './table.js';
import { faultOf, furthest } from './verdict.js';

/** One nonce in four hits. */
const target = 2n ** 62n;
const host = (name: string, row: Omit<Row, 'name' | 'threads'>): Row => ({ name, threads: 1, ...row });
const rows = [
  host('a', { tried: 400, found: 100, committed: 76, inTime: 300, weight: 250_000_000n, power: 16n }),
  host('b', { tried: 1200, found: 300, committed: 228, inTime: 908, weight: 750_000_000n, power: 48n }),
];
const but = (change: Partial<Row>) => rows.map((row, i) => (i === 1 ? { ...row, ...change } : row));

test('power that follows the work is right', () => {
  expect(faultOf(rows, target)).toBeUndefined();
  expect(furthest(rows, target)).toBe(0);
});

test('a Host that got nothing on the chain is named', () => {
  expect(faultOf(but({ committed: 0 }), target)).toMatchObject({ row: 1, found: 'none of its 300 hits' });
});

test('more on the chain than was found is no work of this Host', () => {
  expect(faultOf(but({ committed: 301 }), target)).toMatchObject({
    expected: 'b with at most its 300 hits on the chain',
  });
});

test('hits that so many tries do not bring', () => {
  expect(faultOf(but({ found: 400 }), target)).toMatchObject({ expected: expect.stringContaining('hits within') });
});

test('hits of the work that are not on the chain, though power follows what is', () => {
  const half = but({ committed: 114, weight: 600_000_000n, power: 38n });
  expect(faultOf(half, target)).toMatchObject({ row: 1, expected: expect.stringContaining('commitments within') });
  const late = but({ committed: 76, inTime: 300, weight: 500_000_000n, power: 32n });
  expect(faultOf(late, target)).toMatchObject({
    row: 1,
    expected: 'b with 40 % of its 1200 nonces on the chain in time',
  });
});

test('weight and power that are not those of the commitments', () => {
  expect(faultOf(but({ weight: 700_000_000n }), target)).toMatchObject({ found: '700000000 of 1000000000' });
  expect(faultOf(but({ power: 47n }), target)).toMatchObject({ found: '47 of 64' });
});

test('numbers that are missing are a fault', () => {
  expect(faultOf(but({ tried: 0, found: 0, committed: 0 }), target)).toBeDefined();
  expect(faultOf(but({ tried: 0 }), target)).toBeDefined();
});
