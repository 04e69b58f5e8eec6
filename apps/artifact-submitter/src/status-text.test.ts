import { expect, test } from '@jest/globals';
import type { Status } from './status.js';
import { statusText } from './status-text.js';

const aside = Array.from({ length: 23 }, (_, index) => {
  return { epoch: 7n, batch: 2n, index, verdict: 'match', reason: 'OWN_BATCH' };
});
const status: Status = {
  ...{ height: 100n, epoch: 8n, records: { recorded: 3, quarantined: 1 }, batches: [] },
  results: { queued: 5, inFlight: 2, recorded: 9, oldestSeconds: 300 },
  waiting: [
    { kind: 'artifact', model: 'm', count: 3, oldestSeconds: 40, why: 'the next batch is accepted at height 105' },
  ],
  quarantined: {
    records: [{ requestId: 'ab', kind: 'artifact', model: 'm', reason: 'FEE: 4 is above 3' }],
    results: aside,
  },
  journal: { file: 3 * 2 ** 20, free: 2 ** 20, wal: 0 },
  next: [],
};

test('status says what waits and since when, and names the first twenty of what is set aside', () => {
  const lines = statusText(status).split('\n');
  expect(lines).toContain('  3 of m (artifact) wait, the oldest for 40 s: the next batch is accepted at height 105');
  expect(lines).toContain('results: 5 queued, 2 in flight, 9 recorded; the oldest that is not on chain is 5 min old');
  expect(lines).toContain('set aside: 1 records, 23 results');
  expect(lines).toContain('  record ab of m: FEE: 4 is above 3');
  expect(lines.filter((line) => line.startsWith('  result 7 2 '))).toHaveLength(20);
  expect(lines).toContain('  and 3 more: see --json');
  expect(lines).toContain('next: nothing to do');
});
