import { describe, expect, test } from '@jest/globals';
import type { PacerQuery } from '@pacer/client';
import { Verdict } from '@pacer/proto/validation/v1';
import { ChainResults } from './chain-results.js';
import type { AttemptFacts } from './facts.js';
import { ended } from './facts.test.support.js';
import { recordedIn } from './recorded.js';

/** A chain that has results of some batches, and keeps what it was asked. */
class Shown {
  readonly asked: [from: bigint, limit: number][] = [];
  readonly batches = new Map<bigint, number[]>();
  /** most batches in an answer */
  page = 1_024;

  readonly query = {
    validation: {
      results: ({ from = 0n, limit = 0 }: { from?: bigint; limit?: number }) => {
        this.asked.push([from, limit]);
        const ids = [...this.batches.keys()].filter((id) => id >= from).sort((a, b) => Number(a - b));
        const most = Math.min(limit, this.page);
        const results = ids
          .slice(0, most)
          .flatMap((batch) =>
            (this.batches.get(batch) ?? []).map((index) => ({ batch, index, verdict: Verdict.MATCH })),
          );
        return Promise.resolve({ results, next: ids[most] ?? 0n, quota: {} });
      },
    },
  } as unknown as PacerQuery;
}

const item = (batchId: bigint, index: number, op?: string) => ({ epoch: 1n, batchId, index, op });
const at = { height: 100n, epoch: 1n };
const none = new Map<string, AttemptFacts>();

describe('recordedIn', () => {
  test('asks for the batches concerned: those that lie close together at once, page by page', async () => {
    const chain = new Shown();
    for (let id = 0n; id < 1_000n; id++) chain.batches.set(id, [0]);
    const found = await recordedIn(chain.query, 'h', 1n, [500n, 7n, 3n, 500n]);
    expect(chain.asked).toEqual([
      [3n, 5],
      [500n, 1],
    ]);
    expect([...found.keys()]).toEqual(['3.0', '4.0', '5.0', '6.0', '7.0', '500.0']);
    chain.page = 2;
    chain.asked.length = 0;
    expect((await recordedIn(chain.query, 'h', 1n, [3n, 7n])).size).toBe(5);
    expect(chain.asked).toEqual([
      [3n, 5],
      [5n, 3],
      [7n, 1],
    ]);
  });
});

describe('ChainResults', () => {
  test('reads a batch once, and again only when an operation on it has ended', async () => {
    const chain = new Shown();
    const results = new ChainResults('h');
    const open = [item(5n, 0, 'a'), item(6n, 0, 'b'), item(7n, 0)];
    const read = (height: bigint, operations = none) => results.read(chain.query, { ...at, height }, open, operations);
    const before = await read(100n);
    expect(open.map(before)).toEqual([undefined, undefined, undefined]);
    const onTheirWay = new Map([['a', ended({ kind: 'superseded' }, { state: 'broadcast', outcome: undefined })]]);
    await read(101n, onTheirWay);
    expect(chain.asked).toEqual([[5n, 3]]);

    chain.batches.set(5n, [0]);
    const included = new Map([['a', ended({ kind: 'ok', height: 103n })]]);
    await read(102n, included);
    expect(chain.asked).toHaveLength(1);
    const after = await read(103n, included);
    expect(open.map(after)).toEqual(['match', undefined, undefined]);
    await read(104n, included);
    expect(chain.asked).toEqual([
      [5n, 3],
      [5n, 1],
    ]);
  });

  test('reads everything again in a new epoch, and what it is told to forget', async () => {
    const chain = new Shown();
    const results = new ChainResults('h');
    const open = [item(5n, 0), item(9n, 0)];
    await results.read(chain.query, at, open, none);
    await results.read(chain.query, { ...at, epoch: 2n }, open, none);
    expect(chain.asked).toHaveLength(2);
    results.forget([item(9n, 0)]);
    chain.batches.set(9n, [0]);
    const found = await results.read(chain.query, { ...at, epoch: 2n }, open, none);
    expect(chain.asked[2]).toEqual([9n, 1]);
    expect(open.map(found)).toEqual([undefined, 'match']);
  });
});
