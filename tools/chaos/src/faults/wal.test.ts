import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Seeded } from '@pacer/testing';
import { tearLastCommit, tearTail, walEnd } from './wal.js';

let dir: string;
let path: string;

/** Writes rows 1 to n, each in a transaction of its own, and dies without closing: the log stays. */
function write(rows: number): void {
  const code = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS row (n INTEGER)');
    for (let n = 1; n <= ${rows}; n++) database.exec('INSERT INTO row VALUES (' + n + ')');
    process.kill(process.pid, 'SIGKILL');`;
  expect(() => execFileSync(process.execPath, ['-e', code, path], { stdio: 'ignore' })).toThrow();
}

function rows(): number[] {
  const database = new DatabaseSync(path);
  try {
    expect(database.prepare('PRAGMA quick_check').get()).toMatchObject({ quick_check: 'ok' });
    return database
      .prepare('SELECT n FROM row ORDER BY n')
      .all()
      .map(({ n }) => Number(n));
  } finally {
    database.close();
  }
}

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pacer-wal-'));
  path = join(dir, 'x.sqlite');
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

test('finds the end of what is committed', () => {
  expect(walEnd(`${path}-wal`)).toBeUndefined();
  write(5);
  const end = walEnd(`${path}-wal`)!;
  expect(end.committed).toBe(statSync(`${path}-wal`).size);
  expect(end.lastCommit).toBeLessThan(end.committed);
});

test('garbage behind the last commit loses nothing', () => {
  write(5);
  expect(tearTail(`${path}-wal`, new Seeded(1))).toBe(true);
  expect(rows()).toEqual([1, 2, 3, 4, 5]);
});

test('a torn last commit loses that one alone', () => {
  write(5);
  expect(tearLastCommit(`${path}-wal`, new Seeded(1))).toBe(true);
  expect(rows()).toEqual([1, 2, 3, 4]);
});
