import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AgentMetrics, createLogger } from '@pacer/agent';
import { Journal, type NewRecord } from '@pacer/journal';
import { EmbeddedMlNode } from '@pacer/ml';
import { waitFor } from '@pacer/testing';
import { Executor } from '../chat/executor.js';
import { CHAIN, facts, MODEL, person } from '../host.test.support.js';
import { HandOver } from './hand-over.js';
import { HandOverMetrics } from './hand-over-metrics.js';

let dir: string;
let journal: Journal;
let agent: AgentMetrics;
let records: HandOver;
const lines: string[] = [];

beforeEach(async () => {
  lines.length = 0;
  dir = mkdtempSync(join(tmpdir(), 'pacer-hand-over-'));
  journal = Journal.open(join(dir, 'work.sqlite'));
  agent = new AgentMetrics('host');
  const log = createLogger({ program: 'host', destination: { write: (line) => void lines.push(line) } });
  records = await HandOver.open({ journal, log, metrics: new HandOverMetrics(agent), memoryBytes: 2 ** 16 });
});
afterEach(async () => {
  await records.close().catch(() => undefined);
  journal.close();
  rmSync(dir, { recursive: true, force: true });
});

const record = (byte: number, size = 10): NewRecord => ({
  ...{ requestId: new Uint8Array(32).fill(byte), epoch: 3n, model: MODEL, body: new Uint8Array(size) },
  ...{ response: new Uint8Array(3), artifact: new Uint8Array(4), leafValue: new Uint8Array(5) },
  ...{ tokens: 2n, fee: 0n, createdMs: 1 },
});
/** Value of a series whose labels hold a text. */
const metric = async (name: string, label = '') => {
  const text = await agent.registry.metrics();
  return Number(new RegExp(`^${name}(?:\\{[^}]*${label}[^}]*\\})? (.*)$`, 'm').exec(text)?.[1]);
};
/** Holds the journal as a program that hangs would. */
const held = () => {
  const other = new DatabaseSync(journal.path);
  other.exec('BEGIN IMMEDIATE');
  return () => {
    other.exec('COMMIT');
    other.close();
  };
};

test('a record that was handed over is known at once, and can be read once it is written', async () => {
  const letGo = held();
  records.handOver(record(1));
  expect(records.has(record(1).requestId)).toBe(true);
  expect(records.has(record(2).requestId)).toBe(false);
  expect(await metric('pacer_host_not_durable_records')).toBe(1);
  letGo();
  // A reader that is told to ask again does: a disk may be slow.
  await waitFor('the record', () => records.written(record(1).requestId).then(() => true));
  expect(journal.records.get(record(1).requestId)?.state).toBe('recorded');
  expect(records.has(record(1).requestId)).toBe(true);
  // It can be read a moment before that is told.
  await records.writer.settled();
  expect(await metric('pacer_host_not_durable_records')).toBe(0);
  expect(await metric('pacer_host_records_durable_total')).toBe(1);
  expect(await metric('pacer_host_durable_lag_seconds_count')).toBe(1);
});

test('while the journal cannot be written answers go on until memory runs short, then requests are refused before they cost anything', async () => {
  const letGo = held();
  const engines = new EmbeddedMlNode([]);
  const executor = new Executor({
    ...{ chainId: CHAIN, host: person(1).text, signer: person(7), engines, records },
    ...{ facts: () => facts, now: () => 1, nonce: () => 1n },
  });
  let handed = 0;
  while (records.hasRoom) records.handOver(record(++handed, 5_000));
  expect(handed).toBeGreaterThan(3);
  const body = JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'a' }] });
  await expect(executor.answer(Buffer.from(body), undefined)).rejects.toMatchObject({
    ...{ status: 503, code: 'unavailable', retryAfter: 5 },
  });
  await expect(records.written(record(1).requestId)).rejects.toMatchObject({ status: 503 });
  letGo();
  await records.writer.settled();
  expect(journal.records.count().recorded).toBe(handed);
  expect(records.hasRoom).toBe(true);
});

test('what fails is told in log and metrics, and so is its end', async () => {
  records.handOver(record(1));
  records.handOver({ ...record(1), tokens: 9n });
  await records.writer.settled();
  expect(await metric('pacer_host_records_refused_total')).toBe(1);
  expect(lines.join('')).toContain('conflict');
  const letGo = held();
  records.handOver(record(2));
  while (records.writer.fault === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await metric('pacer_host_journal_fault', 'busy')).toBe(1);
  letGo();
  await records.writer.settled();
  expect(await metric('pacer_host_journal_fault', 'busy')).toBeNaN();
  expect(lines.join('')).toContain('the work journal is written again');
});
