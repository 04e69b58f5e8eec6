import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { HitsJournal, type Progress } from './hits-journal.js';
import { ofU64Key, u64Key } from './u64-key.js';

let dir: string;
let journal: HitsJournal;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-hits-'));
  journal = HitsJournal.open(dir);
});
afterEach(() => {
  journal.close();
  rmSync(dir, { recursive: true });
});

const progress = (frontier: bigint, hits: bigint[]): Progress => ({
  ...{ frontier, hits, prover: 'test', threads: 2, rateMilli: 5_000n },
});
/** Says of all hits of epoch 7 that they are some. */
const settleAll = () => {
  const recomputed = journal.unchecked(7n, 100).map((nonce) => ({ nonce, isHit: true }));
  journal.settle(7n, recomputed);
};
const MOST = (1n << 64n) - 1n;

describe('the journal of hits', () => {
  test('keeps what was reported, also for another process that looks on and for the next one that writes', () => {
    expect(journal.run(7n)).toBeUndefined();
    journal.begin(7n, 'aa', 1000);
    journal.report(7n, 0n, progress(18n, [14n, 17n]), 2000);
    journal.report(7n, 18n, progress(400n, [393n, 397n]), 3000);
    settleAll();
    const run = {
      epoch: 7n,
      task: 'aa',
      frontier: 400n,
      done: 400n,
      found: 4,
      prover: 'test',
      threads: 2,
      rateMilli: 5_000n,
    };
    const onlooker = HitsJournal.openReadOnly(dir)!;
    for (const one of [journal, onlooker]) {
      expect(one.run(7n)).toMatchObject({ ...run, restarts: 0, failing: '', beganMs: 1000, updatedMs: 3000 });
      expect(one.hits(7n, undefined, 10)).toEqual([14n, 17n, 393n, 397n]);
      expect(one.hits(7n, 17n, 10)).toEqual([393n, 397n]);
      expect(one.hits(7n, undefined, 1)).toEqual([14n]);
    }
    onlooker.close();
    journal.close();
    journal = HitsJournal.open(dir);
    expect(journal.begin(7n, 'aa', 9000)).toMatchObject({ ...run, beganMs: 1000 });
  });

  test('forgets the run of another task with its hits: they are none of this one', () => {
    journal.begin(7n, 'aa', 1);
    journal.report(7n, 0n, progress(18n, [14n]), 2);
    settleAll();
    expect(journal.begin(7n, 'bb', 3)).toMatchObject({ task: 'bb', frontier: 0n, done: 0n, found: 0 });
    expect(journal.hits(7n, undefined, 10)).toEqual([]);
  });

  test('has every u64, in the order of numbers', () => {
    journal.begin(7n, 'aa', 1);
    const nonces = [0n, 255n, 256n, (1n << 63n) - 1n, 1n << 63n, MOST];
    journal.report(7n, 0n, progress(1n << 64n, nonces), 2);
    settleAll();
    expect(journal.hits(7n, undefined, 10)).toEqual(nonces);
    expect(journal.hits(7n, 1n << 63n, 10)).toEqual([MOST]);
    expect(journal.hits(7n, MOST, 10)).toEqual([]);
    expect(journal.run(7n)?.frontier).toBe(1n << 64n);
    fc.assert(fc.property(fc.bigInt(0n, MOST), (n) => expect(ofU64Key(u64Key(n))).toBe(n)));
    expect(() => u64Key(1n << 64n)).toThrow(RangeError);
  });

  test('gives no hit that is to be computed again, and none above such a one', () => {
    journal.begin(7n, 'aa', 1);
    journal.report(7n, 0n, progress(18n, [3n, 14n, 17n]), 2);
    expect([journal.hits(7n, undefined, 10), journal.countUnchecked(7n)]).toEqual([[], 3]);
    journal.settle(7n, [{ nonce: 3n, isHit: true }]);
    expect(journal.hits(7n, undefined, 10)).toEqual([3n]);
    const last = [14n, 17n].map((nonce) => ({ nonce, isHit: nonce === 17n }));
    journal.settle(7n, last);
    expect(journal.hits(7n, undefined, 10)).toEqual([3n, 17n]);
    expect(journal.run(7n)).toMatchObject({ falseHits: 1, found: 3 });
    expect(journal.unchecked(7n, 10)).toEqual([]);
  });

  test('notes why a prover is not running, until it reports again', () => {
    journal.begin(7n, 'aa', 1);
    journal.failed(7n, 'it is gone', 2);
    journal.failed(7n, 'it is gone', 3);
    expect(journal.run(7n)).toMatchObject({ restarts: 2, failing: 'it is gone', rateMilli: 0n });
    journal.report(7n, 0n, progress(1n, []), 4);
    expect(journal.run(7n)).toMatchObject({ restarts: 2, failing: '' });
  });

  test('notes what was checked of others, and forgets old epochs', () => {
    const note = { accused: 'x', task: 'aa', nonce: MOST, verdict: 'miss' as const, atMs: 5 };
    journal.begin(6n, 'aa', 1);
    journal.note(6n, note);
    journal.note(7n, { ...note, nonce: 4n, verdict: 'hit' });
    expect(journal.checks(6n)).toEqual([note]);
    journal.forget(7n);
    expect([journal.run(6n), journal.checks(6n), journal.checks(7n).length]).toEqual([undefined, [], 1]);
    journal.forget(-3n);
    expect(journal.checks(7n)).toHaveLength(1);
  });

  test('takes the checks of a journal of before, which do not say for which Sprint they were made', () => {
    journal.close();
    const database = new DatabaseSync(journal.path);
    database.exec(`ALTER TABLE check_of DROP COLUMN task;
      INSERT INTO check_of (epoch, accused, nonce, verdict, at_ms) VALUES (7, 'x', x'0000000000000004', 'miss', 5);
      PRAGMA user_version = 1`);
    database.close();
    const before = HitsJournal.openReadOnly(dir);
    expect(before?.checks(7n)).toMatchObject([{ nonce: 4n, task: '' }]);
    before?.close();
    journal = HitsJournal.open(dir);
    expect(journal.checks(7n)).toEqual([{ accused: 'x', task: '', nonce: 4n, verdict: 'miss', atMs: 5 }]);
    journal.note(7n, { accused: 'x', task: 'aa', nonce: 4n, verdict: 'hit', atMs: 6 });
    expect(journal.checks(7n)).toMatchObject([{ task: 'aa', verdict: 'hit' }]);
  });

  test('says what is wrong with a file that it can’t use', () => {
    expect(HitsJournal.openReadOnly(join(dir, 'nowhere'))).toBeUndefined();
    journal.close();
    const database = new DatabaseSync(journal.path);
    database.exec('PRAGMA user_version = 9');
    database.close();
    expect(() => HitsJournal.open(dir)).toThrow(expect.objectContaining({ code: 'journal-version' }));
    writeFileSync(journal.path, 'no database, and long enough to be seen as none by SQLite'.repeat(20));
    rmSync(`${journal.path}-wal`, { force: true });
    expect(() => HitsJournal.open(dir)).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
  });
});
