import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Intent } from '../tx/attempt.js';
import { TxJournal } from './tx-journal.js';

const child = join(import.meta.dirname, '../../dist/journal/holder.test.child.js');
const intent: Intent = {
  messages: [{ typeUrl: '/model.Do', value: Uint8Array.of(1, 2, 255) }],
  gas: 2n ** 63n,
  granter: 'pacer1granter',
  wantsEffect: true,
};
const signed = {
  bytes: Uint8Array.of(9, 8, 7),
  hash: 'AB',
  deadlineNs: 1_763_900_000_123_456_789n,
  sinceNs: 1_763_899_000_000_000_000n,
  fromHeight: 12n,
};

let dir: string;
const open = (): TxJournal => TxJournal.open({ stateDir: dir, program: 'reward-claimer' });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-journal-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('an attempt', () => {
  it('is the same after closing and opening, in every state', () => {
    let journal = open();
    const reopened = (): TxJournal => {
      journal.close();
      journal = open();
      return journal;
    };
    const begun = journal.intend('claim/7', 1, intent, 1000);
    expect(reopened().latest('claim/7')).toEqual(begun);
    const ready = journal.sign(begun, signed);
    expect(reopened().latest('claim/7')).toEqual(ready);
    expect(ready.signed).toEqual(signed);
    const refusal = { endpoint: 'http://a', kind: 'refused' as const, codespace: 'sdk', code: 5, log: 'poor' };
    const sent = journal.broadcast(ready, refusal);
    expect(reopened().latest('claim/7')).toEqual(sent);
    expect(sent.refusal).toEqual(refusal);
    const seen = journal.included(sent, 99n);
    expect(reopened().latest('claim/7')).toEqual(seen);
    const final = journal.finish(seen, { kind: 'failed', height: 99n, codespace: 'reward', code: 9, log: 'x' }, 2000);
    expect(reopened().attempts('claim/7')).toEqual([final]);
    expect(final).toMatchObject({ intent, signed, finalMs: 2000, createdMs: 1000 });
    journal.close();
  });

  it('cannot begin while the one before is not final, nor after success, nor out of order', () => {
    const journal = open();
    const conflict = expect.objectContaining({ code: 'operation-conflict' });
    expect(() => journal.intend('a', 2, intent, 0)).toThrow(conflict);
    const first = journal.intend('a', 1, intent, 0);
    expect(() => journal.intend('a', 2, intent, 0)).toThrow(conflict);
    expect(() => journal.intend('a', 1, intent, 0)).toThrow(conflict);
    journal.finish(first, { kind: 'dead', provenBy: ['a', 'b'] }, 0);
    const second = journal.intend('a', 2, intent, 0);
    journal.finish(second, { kind: 'ok', height: 1n }, 0);
    expect(() => journal.intend('a', 3, intent, 0)).toThrow(conflict);
    journal.close();
  });

  it('takes no step twice and none out of order', () => {
    const journal = open();
    const conflict = expect.objectContaining({ code: 'operation-conflict' });
    const begun = journal.intend('a', 1, intent, 0);
    expect(() => journal.broadcast(begun, undefined)).toThrow(conflict);
    journal.sign(begun, signed);
    expect(() => journal.sign(begun, { ...signed, hash: 'CD' })).toThrow(conflict);
    expect(() => journal.reintend(begun, intent)).toThrow(conflict);
    journal.finish(begun, { kind: 'superseded' }, 0);
    expect(() => journal.finish(begun, { kind: 'ok', height: 1n }, 0)).toThrow(conflict);
    expect(journal.latest('a')?.signed?.hash).toBe('AB');
    journal.close();
  });

  it('is listed by key and by being unfinished', () => {
    const journal = open();
    for (const key of ['claim/7', 'claim/10', 'batch/1']) journal.intend(key, 1, intent, 0);
    journal.finish(journal.latest('claim/10')!, { kind: 'ok', height: 1n }, 0);
    expect(journal.keys('claim/')).toEqual(['claim/10', 'claim/7']);
    expect(journal.keys('claim/1')).toEqual(['claim/10']);
    expect(journal.keys('')).toEqual(['batch/1', 'claim/10', 'claim/7']);
    expect(journal.keys('claim0')).toEqual([]);
    expect(journal.unfinished().map(({ key }) => key)).toEqual(['batch/1', 'claim/7']);
    journal.close();
  });
});

describe('the journal', () => {
  it('is refused to a second process, which is told pid, program and since when', async () => {
    const holder = spawn(process.execPath, [child, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(holder, 'exit');
    try {
      await once(holder.stdout, 'data');
      expect(open).toThrow(
        expect.objectContaining({
          code: 'journal-locked',
          message: expect.stringMatching(new RegExp(`held by reward-claimer, process ${holder.pid}, since \\d{4}-`)),
        }),
      );
      const onlooker = TxJournal.openReadOnly({ stateDir: dir, program: 'reward-claimer' });
      expect(onlooker?.attempts('held')).toHaveLength(1);
      onlooker?.close();
    } finally {
      holder.kill('SIGKILL');
      await ended;
    }
    const journal = open();
    expect(journal.latest('held')?.state).toBe('intent');
    journal.close();
  });

  it('is refused to a second holder in the same process', () => {
    const journal = open();
    expect(open).toThrow(expect.objectContaining({ code: 'journal-locked' }));
    journal.close();
    open().close();
  });

  it('is opened when the lock was held for a moment, as doctor does', async () => {
    const code = `const { DatabaseSync } = require('node:sqlite');
      new DatabaseSync(process.argv[1]).exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
      process.stdout.write('held');
      process.stdin.once('data', () => process.exit());`;
    const holder = spawn(process.execPath, ['-e', code, join(dir, 'reward-claimer.lock')], { stdio: 'pipe' });
    const ended = once(holder, 'exit');
    await once(holder.stdout, 'data');
    holder.stdin.write('release');
    open().close();
    await ended;
  });

  it('that is no folder says so', () => {
    writeFileSync(join(dir, 'file'), '');
    const stateDir = join(dir, 'file', 'state');
    expect(() => TxJournal.open({ stateDir, program: 'test' })).toThrow(
      expect.objectContaining({ code: 'state-dir-unwritable', message: expect.stringContaining(stateDir) }),
    );
  });

  it('that is not a database says so and is left as it is', () => {
    const path = join(dir, 'reward-claimer.sqlite');
    writeFileSync(path, 'not a database, but longer than a header of one would be '.repeat(100));
    const before = readFileSync(path);
    expect(open).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('with damaged pages says so', () => {
    const journal = open();
    for (let index = 0; index < 200; index++) journal.intend(`claim/${index}`, 1, intent, 0);
    journal.close();
    const path = join(dir, 'reward-claimer.sqlite');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 4096 * 2, 4096 * 6);
    writeFileSync(path, bytes);
    expect(open).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
  });

  it('on a full disk says so, and keeps what was durable', () => {
    // The limit of the file size is the kernel's: writes beyond it fail as those on a full disk do.
    const script = `trap '' XFSZ; ulimit -f 256; exec "$0" "$@"`;
    const run = spawnSync('bash', ['-c', script, process.execPath, child, dir, 'fill'], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const { code, retryable, written } = JSON.parse(run.stdout) as {
      code: string;
      retryable: boolean;
      written: number;
    };
    expect(code).toMatch(/^disk-(full|error)$/);
    expect(retryable).toBe(true);
    expect(written).toBeGreaterThan(10);
    const journal = open();
    expect(journal.unfinished()).toHaveLength(written);
    journal.close();
  });

  it('of a newer release is refused', async () => {
    open().close();
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(join(dir, 'reward-claimer.sqlite'));
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(open).toThrow(expect.objectContaining({ code: 'journal-version' }));
  });

  it('that does not exist yet is none to look at', () => {
    expect(TxJournal.openReadOnly({ stateDir: dir, program: 'reward-claimer' })).toBeUndefined();
  });
});
