import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, systemClock } from '@pacer/agent';
import type { EndpointPool } from '@pacer/client';
import { composeBatch, Journal } from '@pacer/journal';
import { QueryStatusResponse } from '@pacer/proto/epoch/v1';
import { prune } from './prune.js';
import type { Workshop } from './workshop.js';

let dir: string;
let journal: Journal;
let pruned: bigint[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'prune-'));
  journal = Journal.open(join(dir, 'work.sqlite'));
  pruned = [];
});

afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

/** Nodes that say that it is some epoch. */
function poolOf(...epochs: bigint[]): EndpointPool {
  const endpoints = epochs.map((epoch, index) => ({
    url: `http://${index}`,
    queryAbci: () => {
      const status = { epoch, chainId: 'c', blockTime: {}, schedule: {}, params: {} };
      return Promise.resolve({ value: QueryStatusResponse.encode(QueryStatusResponse.fromPartial(status)).finish() });
    },
  }));
  return { endpoints, nodes: () => Promise.resolve(endpoints) } as unknown as EndpointPool;
}

const workshop = (pool: EndpointPool) =>
  ({
    ...{ journal, pool, clock: systemClock, pruned: (before: bigint) => pruned.push(before) },
    log: createLogger({ program: 'test', destination: { write: () => undefined } }),
  }) as unknown as Workshop;

/** Records of an epoch that are on chain. */
function commit(epoch: bigint, from: number, count: number): void {
  const bytes = Uint8Array.of(1);
  journal.transaction(() => {
    for (let n = from; n < from + count; n++) {
      const requestId = Uint8Array.from({ length: 32 }, (_, i) => (i === 30 ? n >> 8 : i === 31 ? n & 255 : 0));
      journal.records.add({
        ...{ requestId, model: 'm', body: bytes, response: bytes, artifact: bytes, leafValue: bytes },
        ...{ tokens: 1n, fee: 0n, createdMs: 0 },
      });
    }
  });
  const batch = composeBatch(journal, { epoch, kind: 'artifact', model: 'm', nowMs: 0 })!;
  journal.batches.commit(batch.op, 0n);
}

describe('what is final', () => {
  test('is deleted up to an epoch, in steps, and what is later or waits stays', async () => {
    commit(0n, 0, 1_200);
    commit(1n, 2_000, 3);
    journal.results.add({
      ...{ epoch: 0n, batchId: 1n, index: 1, owner: 'o', verdict: 'match', detail: '', createdMs: 0 },
    });
    await prune(workshop(poolOf(3n, 3n, 2n)), 1n);
    expect(journal.records.count().committed).toBe(3);
    expect(journal.batches.inState('committed').map(({ epoch }) => epoch)).toEqual([1n]);
    expect(journal.results.count().queued).toBe(1);
    expect(pruned).toEqual([1n]);
  });

  test('stays while only one node says that its time is over', async () => {
    commit(0n, 0, 3);
    await prune(workshop(poolOf(3n, 2n, 2n)), 1n);
    expect(journal.records.count().committed).toBe(3);
    expect(pruned).toEqual([]);
  });

  test('is left to the next pass when it is much', async () => {
    commit(0n, 0, 3_000);
    const work = workshop(poolOf(3n, 3n));
    journal.prune = (
      (whole) => (range) =>
        whole({ ...range, most: 100 })
    )(journal.prune.bind(journal));
    await prune(work, 1n);
    expect(pruned).toEqual([]);
    await prune(work, 1n);
    expect([journal.batches.inState('committed'), pruned]).toEqual([[], [1n]]);
  });
});
