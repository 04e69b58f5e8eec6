import { residentMb, slopeMbPerHour } from './memory.js';

test('this process has some memory, and one that is not there none', () => {
  expect(residentMb(process.pid)).toBeGreaterThan(20);
  expect(residentMb(2 ** 30)).toBeUndefined();
});

test('the slope of a straight line is its slope', () => {
  const samples = [0, 1, 2, 3].map((i) => ({ atMs: 1_000_000 + i * 60_000, mb: 50 + i }));
  expect(slopeMbPerHour(samples)).toBeCloseTo(60);
  expect(slopeMbPerHour(samples.slice(0, 2))).toBeUndefined();
});

test('noise around a level has no slope', () => {
  const samples = [50, 51, 50, 51, 51, 50, 51, 50].map((mb, i) => ({ atMs: i * 60_000, mb }));
  expect(Math.abs(slopeMbPerHour(samples)!)).toBeLessThan(5);
});
