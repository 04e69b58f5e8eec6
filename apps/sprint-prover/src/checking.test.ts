import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLogger, systemClock } from '@pacer/agent';
import { addressText } from '@pacer/client';
import { waitFor } from '@pacer/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Checking } from './checking.js';
import { drawSome, shuffled } from './draw.js';
import { HitsJournal } from './hits-journal.js';
import type { Task } from './facts.js';
import { OwnHits } from './own-hits.js';
import { hitsBelow, host, task } from './reference-prover.test.support.js';
import { sprintHash, taskHash } from './task.js';

const accused = addressText(host);
const hits = hitsBelow(160n);
const falseNonce = Array.from({ length: 160 }, (_, nonce) => BigInt(nonce)).find((nonce) => !hits.includes(nonce))!;
const log = createLogger({
  program: 'test',
  destination: new Writable({ write: (_chunk, _encoding, done) => done() }),
});

let dir: string;
let journal: HitsJournal;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-checking-'));
  journal = HitsJournal.open(dir);
});
afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

async function check(nonces: readonly bigint[], count: number, of: Task = task): Promise<string[]> {
  const verdicts: string[] = [];
  const checking = new Checking({
    ...{ journal, clock: systemClock, log, count, read: async () => ({ host: accused, nonces }) },
    checked: (verdict) => verdicts.push(verdict),
  });
  checking.begin(of, [accused]);
  await waitFor('the end of the checks', () => (checking.isAt(task.epoch) ? undefined : true));
  checking.close();
  return verdicts;
}

describe('checking others', () => {
  test('computes so many different nonces again, notes each, and never more of them', async () => {
    expect(await check(hits, 8)).toEqual(Array.from({ length: 8 }, () => 'hit'));
    const notes = journal.checks(task.epoch);
    expect(new Set(notes.map(({ nonce }) => nonce)).size).toBe(8);
    expect(
      notes.every(
        ({ nonce, verdict, accused: whose }) => hits.includes(nonce) && verdict === 'hit' && whose === accused,
      ),
    ).toBe(true);
    expect(await check(hits, 8)).toEqual([]);
    expect(await check(hits, 10)).toHaveLength(2);
  });

  test('finds a nonce that is no hit by both implementations, and stops at it', async () => {
    expect(await check([falseNonce], 16)).toEqual(['miss']);
    expect(journal.checks(task.epoch)).toMatchObject([{ accused, nonce: falseNonce, verdict: 'miss' }]);
    const all = await check([falseNonce, ...hits], 200);
    expect(all.filter((verdict) => verdict === 'miss')).toHaveLength(0);
  });

  test('computes for another target again what it noted for this one', async () => {
    const easy = { ...task, target: (1n << 64n) - 1n };
    expect(await check([falseNonce], 16)).toEqual(['miss']);
    expect(await check([falseNonce], 16, easy)).toEqual(['hit']);
    expect(await check([falseNonce], 16, easy)).toEqual([]);
    expect(journal.checks(task.epoch)).toMatchObject([{ task: sprintHash(easy), verdict: 'hit' }]);
  });

  test('uses the weights of the task that it is given, of one epoch too', async () => {
    const verdicts: string[] = [];
    const checking = new Checking({
      ...{ journal, clock: systemClock, log, count: 1, checked: (verdict) => verdicts.push(verdict) },
      read: async () => ({ host: accused, nonces: [falseNonce] }),
    });
    for (const one of [{ ...task, target: (1n << 64n) - 1n }, task]) {
      checking.begin(one, [accused]);
      await waitFor('the end of the checks', () => (checking.isAt(one.epoch) ? undefined : true));
    }
    expect(verdicts).toEqual(['hit', 'miss']);
    checking.close();
  });

  test('draws without repetition, all there is if it is few, every place as often as another', () => {
    const items = Array.from({ length: 8 }, (_, n) => `host ${n}`);
    expect(drawSome(items, 20).sort()).toEqual(items);
    expect(drawSome(items, 0)).toEqual([]);
    const counts = new Map<string, number>();
    for (let round = 0; round < 4000; round++) {
      for (const one of drawSome(items, 2)) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    // 1,000 each on average, with a deviation of 27: eight of them is a fault.
    for (const one of items) expect(Math.abs((counts.get(one) ?? 0) - 1000)).toBeLessThan(220);
    expect(shuffled(items).sort()).toEqual(items);
    expect(new Set(Array.from({ length: 100 }, () => shuffled(items).join(''))).size).toBeGreaterThan(90);
  });
});

describe('hits of the prover', () => {
  test('are committed only after they were computed again, and one that is none never is', async () => {
    journal.begin(task.epoch, taskHash(task, host), 1);
    const claimed = [...hits.slice(0, 4), falseNonce].sort((a, b) => (a < b ? -1 : 1));
    journal.report(task.epoch, 0n, { frontier: 200n, hits: claimed, prover: 'x', threads: 1, rateMilli: 1n }, 2);
    expect(journal.hits(task.epoch, undefined, 10)).toEqual([]);
    let falseHits = 0;
    const own = new OwnHits({ journal, host, clock: systemClock, log, onFalse: () => falseHits++ });
    own.check(task);
    await waitFor('the end of the checks', () => (journal.countUnchecked(task.epoch) === 0 ? true : undefined));
    expect(journal.hits(task.epoch, undefined, 10)).toEqual(hits.slice(0, 4));
    expect([falseHits, journal.run(task.epoch)?.falseHits]).toEqual([1, 1]);
    own.close();
  });
});
