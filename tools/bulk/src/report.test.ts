import { expect, test } from '@jest/globals';
import { countFindings } from './audit.js';
import { type BulkResult } from './bulk-result.js';
import { reportText } from './report.js';

function resultWith(findings: readonly string[]): BulkResult {
  return {
    records: { handedOver: 2_000, poisoned: 4, perSecond: 99.6 },
    results: { duties: 998, poisoned: 4, ratePpm: 500_000 },
    ...{
      batches: 4,
      resultMessages: 9,
      refused: { 'inference/6': 2 },
      epochLength: 320,
      batchInterval: 5,
      seconds: 40,
    },
    kills: { total: 6, submitters: 4, writers: 2, atWork: 5 },
    drain: {
      ...{ results: 499, seconds: 1, handOverSeconds: 0.4, perSecond: 499 },
      cpuSeconds: { submitters: 0.5, validators: 0.6 },
    },
    hosts: [{ name: 'host1', peakMb: 190.4, journalBytes: 6_100_000 }],
    counts: { ...countFindings([]), lost: findings.length },
    findings,
  };
}

test('says what was done and that it is right', () => {
  const lines = reportText(resultWith([])).split('\n');
  expect(lines.find((line) => line.startsWith('drain'))).toContain('499 results in 1.0 s, 499 a second');
  expect(lines).toContain('host1: submitter at most 190 MB resident, work journal 6 MB');
  expect(lines).toContain('refused in a block: inference/6 2 times');
  expect(lines.at(-1)).toMatch(/^right: lost 0, doubled 0/);
});

test('tells the first findings of each kind, and how many more there are', () => {
  const lost = Array.from({ length: 25 }, (_, i) => `lost: record ${i}`);
  const text = reportText(resultWith([...lost, 'doubled: record 7']));
  expect(text).toContain('lost: record 4\ndoubled: record 7\nand 20 more');
  expect(text.split('\n').at(-1)).toMatch(/^WRONG: lost 26/);
});

test('a rate that was not reached is none', () => {
  const { drain, ...rest } = resultWith(['lost: record 1']);
  const never = { ...drain, seconds: NaN, perSecond: NaN, handOverSeconds: NaN };
  expect(reportText({ ...rest, drain: never })).toContain('499 results in –, no rate, for not all came');
});
