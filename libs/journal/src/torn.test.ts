import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Journal } from './journal.js';
import { JournalError } from './journal-error.js';
import { sampleRecord } from './testing/sample.test.child.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-torn-'));
const killed = join(dir, 'killed.sqlite');
const program = join(import.meta.dirname, '..', 'dist', 'testing', 'writer.test.child.js');
/** Names in the order in which they were durable. */
let said: string[];
let reader: DatabaseSync;

beforeAll(async () => {
  // While somebody reads what was there before, nothing of the log is written back into the file, however long the program goes
  // on: it would be synced before that, and could not be torn any more.
  Journal.open(killed).close();
  reader = new DatabaseSync(killed);
  reader.exec('BEGIN; SELECT count(*) FROM records');
  const child = spawn(process.execPath, [program, killed, 'torn', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.split('\n').length > 60) child.kill('SIGKILL');
  }
  said = output.split('\n').slice(0, -1);
});

afterAll(() => {
  reader.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What is kept of a copy of the killed program's files after its log was damaged; undefined if the journal says it is torn. */
function keptAfter(name: string, damage: (log: string, bytes: number) => void): boolean[] | undefined {
  const copy = join(dir, name);
  for (const end of ['', '-wal']) copyFileSync(killed + end, copy + end);
  damage(`${copy}-wal`, statSync(`${copy}-wal`).size);
  try {
    const journal = Journal.open(copy);
    const kept = said.map((each) => journal.records.has(sampleRecord(each).requestId));
    journal.check();
    journal.close();
    return kept;
  } catch (error) {
    expect(error).toMatchObject({ code: 'torn', todo: expect.stringContaining('restore a copy') });
    expect(error).toBeInstanceOf(JournalError);
    return undefined;
  }
}

/** What was durable first is there, and what came after the damage is not. */
function expectPrefix(kept: boolean[] | undefined): void {
  expect(kept?.lastIndexOf(true)).toBe((kept?.indexOf(false) ?? 0) < 0 ? said.length - 1 : kept!.indexOf(false) - 1);
}

test('undamaged, everything that was said to be durable is there', () => {
  expect(said.length).toBeGreaterThan(50);
  expect(keptAfter('whole', () => undefined)?.every((is) => is)).toBe(true);
});

test('a log that ends within a page that was being written: all before it is there', () => {
  let lost = 0;
  for (let cut = 1; cut <= 20; cut++) {
    const kept = keptAfter(`cut-${cut}`, (log, bytes) => {
      truncateSync(log, Math.max(32, Math.floor(bytes - (cut * bytes) / 21 - 7)));
    });
    expectPrefix(kept);
    lost += kept!.filter((is) => !is).length;
  }
  expect(lost).toBeGreaterThan(0);
});

test('a page of the log that was half written: all before it is there, nothing of what it would have made', () => {
  for (let at = 1; at <= 20; at++) {
    const kept = keptAfter(`torn-${at}`, (log, bytes) => {
      const file = openSync(log, 'r+');
      writeSync(file, Buffer.alloc(512, 0xa5), 0, 512, Math.floor(32 + ((bytes - 600) * at) / 21));
      closeSync(file);
    });
    expectPrefix(kept);
  }
});
