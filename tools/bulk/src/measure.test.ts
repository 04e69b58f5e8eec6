import { hash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { cpuSeconds, journalBytes, peakResidentMb } from './measure.js';

test('of this process', () => {
  const before = cpuSeconds(process.pid) ?? NaN;
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 150_000) hash('sha256', 'work');
  expect(cpuSeconds(process.pid)).toBeGreaterThan(before);
  const own = process.resourceUsage().maxRSS * 1_024;
  expect(Math.abs((peakResidentMb(process.pid) ?? 0) * 1_000_000 - own) / own).toBeLessThan(0.1);
});

test('of nobody', () => {
  expect([cpuSeconds(2 ** 30), peakResidentMb(2 ** 30)]).toEqual([undefined, undefined]);
  expect(journalBytes('/nowhere/work.sqlite')).toBe(0);
});
