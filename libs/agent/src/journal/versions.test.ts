import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isKnownIn } from './known-hash.js';
import { SCHEMA_VERSION } from './schema.js';
import { TxJournal } from './tx-journal.js';

/** As release 0.1 made them. */
const VERSION_1 = `
CREATE TABLE owner (one INTEGER PRIMARY KEY CHECK (one = 1), program TEXT NOT NULL, pid INTEGER NOT NULL, since_ms INTEGER NOT NULL) STRICT;
CREATE TABLE attempt (
  key TEXT NOT NULL, attempt INTEGER NOT NULL CHECK (attempt >= 1),
  state TEXT NOT NULL CHECK (state IN ('intent', 'signed', 'broadcast', 'final')),
  intent TEXT NOT NULL, bytes BLOB, hash TEXT, deadline_ns INTEGER, since_ns INTEGER, from_height INTEGER, refusal TEXT,
  included_height INTEGER, outcome TEXT, created_ms INTEGER NOT NULL, final_ms INTEGER,
  PRIMARY KEY (key, attempt),
  CHECK (state = 'intent' OR state = 'final' OR (bytes IS NOT NULL AND hash IS NOT NULL AND deadline_ns IS NOT NULL)),
  CHECK ((state = 'final') = (outcome IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX unfinished ON attempt (key) WHERE state <> 'final';
INSERT INTO attempt VALUES ('claim/7', 1, 'broadcast',
  '{"messages":[],"gas":{"$n":"5"},"wantsEffect":true}', x'0908', 'AB', 1763900000123456789, 1763899000000000000, 12,
  NULL, NULL, NULL, 1000, NULL);
PRAGMA user_version = 1;
`;

let dir: string;
const place = (program: string) => ({ stateDir: dir, program });
const path = (program: string) => join(dir, `${program}.sqlite`);

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-journal-'));
  const database = new DatabaseSync(path('old'));
  database.exec(VERSION_1);
  database.close();
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('a journal of the first release', () => {
  const attempt = {
    ...{ key: 'claim/7', attempt: 1, state: 'broadcast' },
    signed: { hash: 'AB', bytes: Uint8Array.of(9, 8), deadlineNs: 1_763_900_000_123_456_789n, fromHeight: 12n },
  };

  it('can be looked at as it is', () => {
    const journal = TxJournal.openReadOnly(place('old'))!;
    expect(journal.latest('claim/7')).toMatchObject(attempt);
    expect(journal.knows('AB')).toBe(true);
    journal.close();
  });

  it('is carried over when its program opens it, with what is under way', () => {
    const journal = TxJournal.open(place('old'));
    const latest = journal.latest('claim/7')!;
    expect(latest).toMatchObject(attempt);
    journal.finish(latest, { kind: 'ok', height: 13n }, 2000);
    journal.close();
    const database = new DatabaseSync(path('old'), { readOnly: true });
    expect(database.prepare('PRAGMA user_version').get()?.user_version).toBe(SCHEMA_VERSION);
    database.close();
  });
});

describe('a journal', () => {
  it('keeps the sequence and last height of an ordered transaction', () => {
    const journal = TxJournal.open(place('new'));
    const intended = journal.intend('a', 1, { messages: [], gas: 1n, granter: undefined, wantsEffect: false }, 0);
    const ordered = { sequence: 2n ** 63n, timeoutHeight: 99n };
    const signed = { bytes: Uint8Array.of(1), hash: 'CD', deadlineNs: 2n, sinceNs: 1n, fromHeight: 1n, ordered };
    expect(journal.sign(intended, signed).signed).toEqual(signed);
    journal.close();
  });
});

describe('the journals of a folder', () => {
  it('know what any of them has signed, also while its program runs, and whatever else lies there', () => {
    const running = TxJournal.open(place('running'));
    writeFileSync(path('garbage'), 'no database');
    writeFileSync(path('empty'), '');
    expect(isKnownIn(dir, 'AB')).toBe(true);
    expect(isKnownIn(dir, 'EF')).toBe(false);
    running.close();
  });
});
