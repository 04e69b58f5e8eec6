import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Journal } from './journal.js';
import { SCHEMA_VERSION } from './schema.js';
import { sampleRecord } from './testing/sample.test.child.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-journal-'));
let files = 0;
const newPath = () => join(dir, `${files++}.sqlite`);

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function refusal(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

/** A closed journal with this many records. */
function filled(count: number): string {
  const path = newPath();
  const journal = Journal.open(path);
  journal.transaction(() => {
    for (let i = 0; i < count; i++) journal.records.add(sampleRecord(`record ${i}`));
  });
  journal.close();
  return path;
}

describe('opening', () => {
  test('a new file: WAL, synchronous FULL, versioned, readable by its owner only', () => {
    const path = newPath();
    const journal = Journal.open(path);
    journal.records.add(sampleRecord('a'));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(`${path}-wal`).mode & 0o777).toBe(0o600);
    const db = new DatabaseSync(path);
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: SCHEMA_VERSION });
    db.close();
    journal.close();
  });

  test('again: everything is there', () => {
    const path = filled(3);
    const journal = Journal.open(path);
    expect(journal.records.get(sampleRecord('record 1').requestId)).toMatchObject({
      ...sampleRecord('record 1'),
      body: expect.any(Uint8Array),
      response: expect.any(Uint8Array),
      artifact: expect.any(Uint8Array),
      requestId: expect.any(Uint8Array),
      state: 'recorded',
    });
    journal.close();
  });

  test('several connections at once, none exclusive', () => {
    const path = newPath();
    const all = [1, 2, 3].map(() => Journal.open(path));
    for (const [i, journal] of all.entries()) journal.records.add(sampleRecord(`of ${i}`));
    expect(all.map((journal) => journal.records.count().recorded)).toEqual([3, 3, 3]);
    for (const journal of all) journal.close();
  });

  test('after close it says so', () => {
    const journal = Journal.open(newPath());
    journal.close();
    journal.close();
    expect(refusal(() => journal.records.count())).toMatchObject({ code: 'closed' });
    expect(refusal(() => journal.transaction(() => 1))).toMatchObject({ code: 'closed' });
  });
});

describe('what can be wrong with the file is a typed error that says what to do', () => {
  test('a newer schema', () => {
    const path = filled(1);
    const db = new DatabaseSync(path);
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const error = refusal(() => Journal.open(path));
    expect(error).toMatchObject({ name: 'JournalError', code: 'newer_schema', retryable: false });
    expect(String(error)).toContain('start the newer version');
  });

  test('another program’s SQLite file is left as it was', () => {
    const path = newPath();
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    expect(refusal(() => Journal.open(path))).toMatchObject({ code: 'not_a_journal', retryable: false });
    const again = new DatabaseSync(path);
    expect(again.prepare('SELECT name FROM sqlite_schema').all()).toEqual([{ name: 'theirs' }]);
    again.close();
  });

  test('a file that is no SQLite', () => {
    const path = newPath();
    writeFileSync(path, 'these are my notes, not a journal; '.repeat(200));
    expect(refusal(() => Journal.open(path))).toMatchObject({ code: 'torn', retryable: false });
  });

  test('a torn file: cut in the middle', () => {
    const path = filled(200);
    truncateSync(path, Math.floor(statSync(path).size / 2));
    const error = refusal(() => Journal.open(path));
    expect(error).toMatchObject({ code: 'torn', retryable: false });
    expect(String(error)).toContain('move the file and its -wal and -shm aside');
  });

  test('a torn file: a page overwritten', () => {
    const path = filled(200);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096 * 5, 4096 * 9);
    writeFileSync(path, bytes);
    expect(refusal(() => Journal.open(path))).toMatchObject({ code: 'torn' });
  });

  test('a folder that does not exist, a folder instead of a file, a folder nobody may write to', () => {
    expect(refusal(() => Journal.open(join(dir, 'gone', 'journal')))).toMatchObject({ code: 'unwritable' });
    const folder = newPath();
    mkdirSync(folder);
    expect(refusal(() => Journal.open(folder))).toMatchObject({ code: 'unwritable' });
    // Holds for root too, whom file modes do not stop.
    expect(refusal(() => Journal.open('/proc/journal.sqlite'))).toMatchObject({ code: 'unwritable', retryable: false });
  });

  test('no room: refused, nothing half written, and it goes on when there is room again', () => {
    const path = newPath();
    const journal = Journal.open(path, { maxBytes: 40 * 4096 });
    const write = (n: number) => journal.records.add({ ...sampleRecord(`big ${n}`), body: new Uint8Array(10_000) });
    let written = 0;
    const error = refusal(() => {
      for (;;) {
        write(written);
        written += 1;
      }
    });
    expect(error).toMatchObject({ code: 'disk_full', retryable: true });
    expect(written).toBeGreaterThan(0);
    expect(journal.records.count().recorded).toBe(written);
    journal.close();
    const roomy = Journal.open(path);
    expect(roomy.records.count().recorded).toBe(written);
    expect(roomy.records.add(sampleRecord(`big ${written}`))).toBe(true);
    roomy.close();
  });

  test('held by another program for too long', () => {
    const path = filled(0);
    const other = new DatabaseSync(path);
    other.exec('BEGIN IMMEDIATE');
    const journal = refusal(() => Journal.open(path, { busyTimeoutMs: 20 }));
    expect(journal).toMatchObject({ code: 'busy', retryable: true });
    other.exec('ROLLBACK');
    other.close();
    Journal.open(path, { busyTimeoutMs: 20 }).close();
  });

  test('a lost folder while it is open does not go unnoticed at the next start', () => {
    const folder = join(dir, 'lost');
    mkdirSync(folder);
    const path = join(folder, 'journal');
    Journal.open(path).close();
    rmSync(folder, { recursive: true });
    expect(existsSync(path)).toBe(false);
    expect(refusal(() => Journal.open(path))).toMatchObject({ code: 'unwritable' });
  });
});

test('a transaction is all or nothing, also when nested', () => {
  const journal = Journal.open(newPath());
  const failed = refusal(() =>
    journal.transaction(() => {
      journal.records.add(sampleRecord('a'));
      journal.sigmas.put(1n, new Uint8Array(96));
      throw new Error('the program changed its mind');
    }),
  );
  expect(String(failed)).toContain('changed its mind');
  expect(journal.records.count().recorded).toBe(0);
  expect(journal.sigmas.epochs()).toEqual([]);
  journal.transaction(() => journal.records.add(sampleRecord('a')));
  expect(journal.records.count().recorded).toBe(1);
  journal.close();
});

test('values that it cannot hold are refused before they are written', () => {
  const journal = Journal.open(newPath());
  const good = sampleRecord('a');
  for (const wrong of [
    { requestId: new Uint8Array(31) },
    { tokens: 2n ** 63n },
    { fee: -1n },
    { epoch: 2n ** 64n - 1n },
    { createdMs: 0.5 },
  ]) {
    expect(refusal(() => journal.records.add({ ...good, ...wrong }))).toMatchObject({
      code: 'invalid',
      retryable: false,
    });
  }
  expect(refusal(() => journal.sigmas.put(1n, new Uint8Array(95)))).toMatchObject({ code: 'invalid' });
  expect(journal.records.add({ ...good, tokens: 2n ** 63n - 1n })).toBe(true);
  expect(journal.records.get(good.requestId)?.tokens).toBe(2n ** 63n - 1n);
  journal.close();
});
