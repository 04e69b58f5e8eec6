import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { hex } from '@pacer/crypto';
import fc from 'fast-check';
import { Campaign, type Chain } from './campaign.test.support.js';
import { MOST_IN_FLIGHT } from './plan-queue.js';
import { placeOf } from './recorded.js';

const usual: Chain = {
  ...{ maxResults: 16, maxBatchCount: 16, interval: 1n },
  ...{ spoilsMessage: new Set<number>(), spoilsItself: new Set<number>(), spoilsBatch: new Set<string>() },
};
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const idOf = (n: number) => new Uint8Array(createHash('sha256').update(`record ${n}`).digest());
const someOf = (count: number) => fc.uniqueArray(fc.nat(count - 1), { maxLength: 6 }).map((all) => new Set(all));
const sized = fc
  .integer({ min: 1, max: 90 })
  .chain((count) => fc.tuple(fc.constant(count), someOf(count), someOf(count)));

function campaign(chain: Partial<Chain>, run: (one: Campaign) => void): void {
  const one = new Campaign({ ...usual, ...chain });
  try {
    run(one);
  } finally {
    one.close();
  }
}

function toTheEnd(one: Campaign, check?: () => void, most = 400): void {
  for (let pass = 0; !one.ended; pass++) {
    if (pass > most)
      throw new Error(`it does not end: ${JSON.stringify([one.journal.results.count(), one.journal.records.count()])}`);
    one.pass();
    check?.();
  }
}

describe('results, whichever of them are poisoned', () => {
  test('exactly those are set aside, all others recorded, in few messages, and none is in two at once', () => {
    fc.assert(
      fc.property(sized, ([count, spoilsMessage, spoilsItself]) => {
        campaign({ spoilsMessage, spoilsItself }, (one) => {
          one.addResults(upTo(count));
          toTheEnd(one, () => {
            const places = one.carried.flatMap(({ items }) => items.map(placeOf));
            expect(new Set(places).size).toBe(places.length);
          });
          const aside = one.journal.results.inState('quarantined');
          const poisoned = new Set([...spoilsMessage, ...spoilsItself]);
          expect(aside.map(({ index }) => index)).toEqual([...poisoned].sort((a, b) => a - b));
          for (const { index, reason } of aside) {
            expect(reason).toMatch(spoilsMessage.has(index) ? /^sdk\/OUT_OF_GAS: / : /^OWN_BATCH/);
          }
          expect(one.journal.results.count().recorded).toBe(count - poisoned.size);
          // Each halving of 16 has 5 levels, of two messages each.
          expect(one.attempts.results).toBeLessThanOrEqual(Math.ceil(count / 16) + 1 + 10 * spoilsMessage.size);
        });
      }),
      { numRuns: 20 },
    );
  });

  test('those that a claim waits for overtake a backlog', () => {
    campaign({}, (one) => {
      one.addResults(upTo(400));
      one.pass();
      one.addResults([900, 901], true);
      one.pass();
      const before = MOST_IN_FLIGHT.ordinary * usual.maxResults;
      expect(one.order.slice(before, before + 2)).toEqual([900, 901]);
      toTheEnd(one);
      expect(one.journal.results.count().recorded).toBe(402);
    });
  });
});

describe('records, whichever of them are poisoned', () => {
  test('exactly those are set aside, and all others are in one batch each', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), someOf(60), (count, some) => {
        const ids = upTo(count).map(idOf);
        const spoilsBatch = new Set([...some].filter((n) => n < count).map((n) => hex(idOf(n))));
        campaign({ spoilsBatch }, (one) => {
          one.addRecords(ids);
          toTheEnd(one);
          const aside = one.journal.records.quarantined();
          expect(new Set(aside.map(({ requestId }) => hex(requestId)))).toEqual(spoilsBatch);
          for (const { reason } of aside) expect(reason).toMatch(/^inference\/FEE_TOO_HIGH: /);
          const committed = one.journal.batches.inState('committed').flatMap(({ requestIds }) => requestIds.map(hex));
          expect(committed.sort()).toEqual(
            ids
              .map(hex)
              .filter((id) => !spoilsBatch.has(id))
              .sort(),
          );
          expect(one.avoidable).toEqual([]);
        });
      }),
      { numRuns: 12 },
    );
  });
});

describe('intervals that were missed', () => {
  test('are caught up without a batch that is too early or too large', () => {
    const life = fc.array(fc.record({ records: fc.nat(40), pause: fc.nat(12), passes: fc.nat(6) }), { maxLength: 8 });
    fc.assert(
      fc.property(life, fc.bigInt(1n, 5n), (spans, interval) => {
        campaign({ interval }, (one) => {
          let made = 0;
          for (const { records, pause, passes } of spans) {
            one.addRecords(upTo(records).map((n) => idOf(made + n)));
            made += records;
            for (let block = 0; block < pause; block++) one.block();
            for (let pass = 0; pass < passes; pass++) one.pass();
          }
          toTheEnd(one);
          expect(one.avoidable).toEqual([]);
          expect(one.onChain.reduce((sum, { count }) => sum + count, 0)).toBe(made);
          expect(one.onChain.every(({ count }) => count <= usual.maxBatchCount)).toBe(true);
          const gaps = one.onChain.slice(1).map(({ height }, i) => height - one.onChain[i]!.height);
          expect(gaps.every((gap) => gap >= interval)).toBe(true);
        });
      }),
      { numRuns: 12 },
    );
  });
});
