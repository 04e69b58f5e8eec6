import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { SumTree } from '@pacer/crypto';
import { Journal } from './journal.js';
import { sampleRecord } from './testing/sample.test.child.js';

// Programs of the Host as real processes, as the build made them.
const program = join(import.meta.dirname, '..', 'dist', 'testing', 'writer.test.child.js');
const dir = mkdtempSync(join(tmpdir(), 'pacer-processes-'));
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

interface Writer {
  readonly child: ChildProcess;
  /** Names of the records that it said are durable. */
  readonly said: string[];
  readonly ended: Promise<string>;
}

function writer(path: string, name: string, count: number, { limit = '', does = program } = {}): Writer {
  const command = `${limit} exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, does, path, name, String(count)]);
  children.push(child);
  const said: string[] = [];
  let rest = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    said.push(...lines);
  });
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const ended = new Promise<string>((resolve) =>
    child.once('close', (code, signal) => {
      resolve(signal ?? `${String(code)} ${errors}`.trim());
    }),
  );
  return { child, said, ended };
}

/** Waits until each of them has said this many names; one that ended by itself will never. */
async function saidMany(writers: readonly Writer[], names: number): Promise<void> {
  while (writers.some(({ said }) => said.length <= names)) {
    for (const { child, ended } of writers)
      if (child.exitCode !== null) throw new Error(`a writer ended: ${await ended}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** What holds at any time, whoever was killed when. */
function assertConsistent(path: string, durable: readonly string[]): void {
  const db = new DatabaseSync(path);
  expect(db.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(db.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  const halfDone = `SELECT count(*) AS n FROM duties d LEFT JOIN results r USING (epoch, batch_id, idx)
    WHERE (d.state = 'done') <> (r.idx IS NOT NULL)`;
  expect(db.prepare(halfDone).get()).toEqual({ n: 0 });
  db.close();
  const journal = Journal.open(path);
  const lost = durable.filter((name) => !journal.records.get(sampleRecord(name).requestId));
  expect(lost).toEqual([]);
  const living = (['queued', 'in_flight', 'committed'] as const).flatMap((state) => journal.batches.inState(state));
  for (const batch of living) {
    const leaves = journal.batches.leaves(batch.op);
    expect(leaves.map(({ key }) => Buffer.from(key))).toEqual(batch.requestIds.map((id) => Buffer.from(id)));
    expect(Buffer.from(SumTree.build(leaves).root).equals(batch.root)).toBe(true);
  }
  for (const batch of journal.batches.inState('failed')) expect(journal.batches.leaves(batch.op)).toEqual([]);
  const batched = living.reduce((sum, { count }) => sum + count, 0);
  expect(journal.records.count().batched).toBe(batched);
  journal.close();
}

test('programs that write at the same time lose nothing and double nothing', async () => {
  const path = join(dir, 'together.sqlite');
  const writers = ['host', 'submitter', 'claimer'].map((name) => writer(path, name, 60));
  expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual(['0', '0', '0']);
  const durable = writers.flatMap(({ said }) => said);
  expect(durable).toHaveLength(180);
  assertConsistent(path, durable);
  const journal = Journal.open(path);
  const { recorded, batched, committed } = journal.records.count();
  expect(recorded + batched + committed).toBe(180);
  expect(journal.results.ofEpoch(3n)).toHaveLength(60);
  journal.close();
});

test('SIGKILL in the middle of writing: what was said to be durable is there, nothing is half done', async () => {
  const path = join(dir, 'killed.sqlite');
  const durable: string[] = [];
  for (let round = 0; round < 8; round++) {
    const writers = [writer(path, `a${round}`, 0), writer(path, `b${round}`, 0)];
    await saidMany(writers, 3 * round);
    for (const { child } of writers) child.kill('SIGKILL');
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual(['SIGKILL', 'SIGKILL']);
    durable.push(...writers.flatMap(({ said }) => said));
    assertConsistent(path, durable);
  }
  expect(durable.length).toBeGreaterThan(100);
});

test('SIGKILL of programs that hand over from memory: what was settled is there, nothing is half done', async () => {
  const path = join(dir, 'handed-over.sqlite');
  const does = join(dirname(program), 'hand-over.test.child.js');
  const durable: string[] = [];
  for (let round = 0; round < 6; round++) {
    const writers = [writer(path, `a${round}`, 0, { does }), writer(path, `b${round}`, 0, { does })];
    await saidMany(writers, 20 * round);
    for (const { child } of writers) child.kill('SIGKILL');
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual(['SIGKILL', 'SIGKILL']);
    durable.push(...writers.flatMap(({ said }) => said));
    assertConsistent(path, durable);
  }
  expect(durable.length).toBeGreaterThan(500);
});

test('a program that was busy while its last records were written is not told that they are lost', async () => {
  const path = join(dir, 'busy.sqlite');
  const { said, ended } = writer(path, '50', 0, { does: join(dirname(program), 'busy-close.test.child.js') });
  expect(await ended).toBe('0');
  expect(said).toEqual(['50']);
});

test('a program that holds the lock nearly always does not starve another', async () => {
  const path = join(dir, 'hogged.sqlite');
  const journal = Journal.open(path, { busyTimeoutMs: 8_000 });
  const hog = spawn(process.execPath, [join(dirname(program), 'hog.test.child.js'), path]);
  children.push(hog);
  await once(hog.stdout, 'data');
  for (let i = 0; i < 20; i++) {
    // Long enough for the other to hold the lock again.
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(journal.records.add(sampleRecord(`hogged-${i}`))).toBe(true);
  }
  expect(hog.exitCode).toBeNull();
  journal.close();
  hog.kill('SIGKILL');
});

test('a disk that refuses to grow the file: a typed error, what was durable stays', async () => {
  const path = join(dir, 'limited.sqlite');
  const limited = writer(path, 'limited', 0, { limit: 'ulimit -f 400;' });
  expect(await limited.ended).toMatch(/^1 [^]*JournalError[^]*code: '(io|disk_full)'/);
  expect(limited.said.length).toBeGreaterThan(0);
  assertConsistent(path, limited.said);
});
