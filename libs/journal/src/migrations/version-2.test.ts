import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { composeBatch } from '../compose-batch.js';
import { Journal } from '../journal.js';
import { sampleRecord } from '../testing/sample.test.child.js';
import { VERSION_1 } from './version-1.js';

const dir = mkdtempSync(join(tmpdir(), 'pacer-migration-'));
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const PACJ = 0x5041434a;
const names = ['waits', 'sent', 'on chain'];

/** A journal as version 1 wrote it: a record that waits, one in a batch that was sent, one in a batch on chain. */
function versionOne(): string {
  const path = join(dir, 'one.sqlite');
  const db = new DatabaseSync(path);
  db.exec(`${VERSION_1} PRAGMA application_id = ${PACJ}; PRAGMA user_version = 1`);
  const batch = db.prepare(`INSERT INTO batches VALUES (?, 3, 'artifact', 'pacer-ref', 1, ?, 1, 2, ?, ?, ?, NULL, ?)`);
  const record = db.prepare(`INSERT INTO records VALUES (NULL, ?, 3, 'pacer-ref', ?, ?, ?, ?, ?, 2, ?, ?, ?, ?)`);
  const root = new Uint8Array(32).fill(4);
  for (const [at, name] of names.entries()) {
    const { requestId, body, response, artifact, leafValue, tokens, createdMs } = sampleRecord(name);
    const op = at === 0 ? null : `batch/3/${name}`;
    if (op) batch.run(op, root, requestId, at, at === 1 ? 'in_flight' : 'committed', at === 1 ? null : 7);
    const state = ['recorded', 'batched', 'committed'][at]!;
    record.run(requestId, body, response, artifact, leafValue, tokens, createdMs, state, op, op ? 0 : null);
  }
  db.exec(`INSERT INTO results VALUES (3, 1, 5, 'pacer1host', 'match', 'd', 'queued', NULL, NULL);
    INSERT INTO duties (epoch, batch_id, idx, owner, reason, priority, state) VALUES (3, 1, 6, 'o', 'claim', 9, 'wanted');
    INSERT INTO sigmas VALUES (3, zeroblob(96))`);
  db.close();
  return path;
}

test('a journal of version 1 keeps everything, and goes on', () => {
  const journal = Journal.open(versionOne());
  expect(journal.records.count()).toEqual({ recorded: 1, batched: 1, committed: 1, quarantined: 0 });
  for (const name of names) expect(journal.records.get(sampleRecord(name).requestId)).toMatchObject(sampleRecord(name));
  expect(journal.records.at(3n, 7n, 0)?.batch).toEqual({ op: 'batch/3/on chain', index: 0 });
  expect(journal.batches.inState('in_flight')).toMatchObject([{ op: 'batch/3/sent', count: 1, epoch: 3n }]);
  expect(journal.results.inState('queued')).toMatchObject([{ index: 5, urgent: false, groupMax: undefined }]);
  expect(journal.duties.take(0, 1)).toMatchObject({ index: 6, reason: 'claim', priority: 9 });
  expect(journal.sigmas.epochs()).toEqual([3n]);
  expect(composeBatch(journal, { epoch: 4n, kind: 'artifact', model: 'pacer-ref', nowMs: 1 })?.count).toBe(1);
  expect(journal.batches.commit('batch/3/sent', 8n)).toBe(true);
  expect(journal.records.get(sampleRecord('sent').requestId)?.state).toBe('committed');
  journal.check();
  journal.close();
});
