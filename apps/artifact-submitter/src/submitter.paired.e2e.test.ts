import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openKeys, readPassword } from '@pacer/agent';
import { EndpointPool, signTx } from '@pacer/client';
import { Stream } from '@pacer/crypto';
import { Journal, type NewRecord } from '@pacer/journal';
import { BatchKind, type Header, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { type LocalNet, type LocalNode, ManagedProcess, startLocalNet, waitFor } from '@pacer/testing';
import { leafOf } from './leaf.test.support.js';
import type { Status } from './status.js';

const MODEL = 'pacer/ref-1';
const main = join(import.meta.dirname, '../dist/main.js');

let net: LocalNet;
let mine: LocalNode;
let other: LocalNode;
let journal: Journal;
let config: string;
let submitter: ManagedProcess;
/** A node that the submitter never talks to: what it says is what happened. */
let witness: EndpointPool;

beforeAll(async () => {
  net = await startLocalNet({
    // On a slow machine too, all but the last tests come before the tail.
    editGenesis: ({ app_state: state }) => {
      (state.epoch!.params as Record<string, unknown>).epoch_length = '240';
    },
  });
  mine = net.node(0);
  other = net.node(1);
  const workJournal = join(net.dir, 'work.sqlite');
  journal = Journal.open(workJournal);
  witness = new EndpointPool({ urls: [net.node(3).rpc], chainId: net.chainId, probeEveryMs: 50 });
  config = join(net.dir, 'pacer.toml');
  // The third endpoint is down from the start.
  const rpc = [mine.rpc, other.rpc, 'http://127.0.0.1:1'];
  const lines = {
    ...{ chain_id: net.chainId, host_address: mine.address, key_file: mine.keyFile, password_file: mine.passwordFile },
    ...{ state_dir: join(net.dir, 'state'), work_journal: workJournal },
  };
  writeFileSync(
    config,
    [
      ...Object.entries(lines).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
      `rpc = ${JSON.stringify(rpc)}`,
      '[submitter]\nlisten = "127.0.0.1:0"\n',
    ].join('\n'),
  );
  submitter = program('run');
}, 600_000);

afterAll(async () => {
  await submitter.stop();
  journal.close();
  witness.close();
  await net.stop();
}, 300_000);

function program(...args: string[]): ManagedProcess {
  return new ManagedProcess({
    name: `submitter ${args.join(' ')}`,
    command: process.execPath,
    args: [main, '--config', config, ...args],
    logFile: join(net.dir, `submitter-${args.join('-')}.log`),
  });
}

async function outputOf(...args: string[]): Promise<{ code: unknown; text: string }> {
  const one = program(...args);
  await one.start();
  const code = await one.exited();
  return { code, text: readFileSync(one.options.logFile, 'utf8') };
}

let made = 0;
const hashOf = (what: string) => new Uint8Array(createHash('sha256').update(what).digest());

function addRecord(name: string, change: Partial<NewRecord> = {}): void {
  const bytes = (what: string) => hashOf(`${what} ${name}`);
  journal.records.add({
    ...{ requestId: bytes('id'), model: MODEL, body: bytes('body'), response: bytes('response') },
    ...{ artifact: bytes('artifact'), leafValue: leafOf(bytes('leaf')), tokens: 5n, fee: 0n, createdMs: Date.now() },
    ...change,
  });
}

function addRecords(count: number): void {
  journal.transaction(() => {
    for (let i = 0; i < count; i++) addRecord(String(++made));
  });
}

/** The witness may be a block behind the node that the submitter read from, and its state one behind its blocks. */
async function witnessCaughtUp(): Promise<void> {
  await net.waitForHeight((await net.height(mine)) + 1, 240_000, net.node(3));
}

/** This Host's headers of the epochs that have any, as the witness has them. */
async function headersOnChain(): Promise<(Header & { epoch: bigint })[]> {
  await witnessCaughtUp();
  const { query, height, status } = await witness.latest();
  const all: (Header & { epoch: bigint })[] = [];
  for (let epoch = 0n; epoch <= status.epoch + 1n; epoch++) {
    const headers = await query.inference.allHeaders({ epoch }, height);
    all.push(...headers.filter(({ host }) => host === mine.address).map((header) => ({ ...header, epoch })));
  }
  return all;
}

const recordsOnChain = async () => (await headersOnChain()).reduce((sum, { count }) => sum + count, 0);

const rootsOf = (all: readonly { epoch: bigint; root: Uint8Array }[]) =>
  all.map(({ epoch, root }) => `${epoch}/${Buffer.from(root).toString('hex')}`).sort();

async function allCommitted(): Promise<void> {
  await waitFor('all records to be committed', () => journal.records.count().committed === made || undefined, {
    timeoutMs: 240_000,
  });
}

/** Every record once, in batches that the chain has and the journal knows, and no other batch of this Host. */
async function expectExactlyOnce(): Promise<void> {
  const onChain = await headersOnChain();
  const kept = journal.batches.inState('committed');
  expect(rootsOf(kept)).toEqual(rootsOf(onChain));
  expect(new Set(rootsOf(onChain)).size).toBe(onChain.length);
  expect(onChain.reduce((sum, { count }) => sum + count, 0)).toBe(made);
  const records = kept.flatMap(({ requestIds }) => requestIds.map((id) => Buffer.from(id).toString('hex')));
  expect(new Set(records).size).toBe(made);
}

const unclassified = () => readFileSync(submitter.options.logFile, 'utf8').match(/"unclassified":true/g) ?? [];

describe('the submitter against a local network', () => {
  test('dry run and status say what would be done and change nothing; doctor finds what is wrong', async () => {
    addRecords(4);
    const dry = await outputOf('run', '--dry-run', '--json');
    expect(dry.code).toBe(0);
    expect(JSON.parse(dry.text)).toMatchObject([{ kind: 'compose-batch', model: MODEL, epoch: '0' }]);
    expect(journal.records.count().recorded).toBe(4);
    expect((await outputOf('status')).text).toContain('4 recorded');
    const doctor = await outputOf('doctor', '--json');
    const findings = JSON.parse(doctor.text) as { name: string; ok: boolean; said: string }[];
    expect(findings.filter(({ ok }) => !ok)).toEqual([]);
    expect(doctor.code).toBe(0);
    expect(await headersOnChain()).toEqual([]);
  }, 300_000);

  test('commits what waits, in one batch, and keeps it only when the chain shows it', async () => {
    await submitter.start();
    await allCommitted();
    const [header] = await headersOnChain();
    expect(header).toMatchObject({ count: 4, totalTokens: 20n, epoch: 0n });
    await expectExactlyOnce();
  }, 300_000);

  test('a second one refuses and says who runs', async () => {
    const second = await outputOf('run');
    expect(second.code).toBe(1);
    expect(second.text).toContain(String(submitter.pid));
  }, 300_000);

  test('results: the good are recorded, each bad one is set aside with its own reason', async () => {
    const operator = openKeys({ file: other.keyFile, password: readPassword(other.passwordFile) }).hotKey;
    const now = await witness.latest();
    const fields = { signer: operator.address, host: other.address, epoch: 0n, kind: BatchKind.ARTIFACT, model: MODEL };
    const message = { ...fields, count: 60, root: new Uint8Array(32).fill(1), totalTokens: 9n, totalFee: 0n };
    const tx = await signTx(
      now,
      operator,
      [{ typeUrl: `/${MsgCommitBatch.$type}`, value: MsgCommitBatch.encode(message).finish() }],
      { feeGranter: other.address },
    );
    await now.endpoint.broadcast(tx.bytes);
    const theirs = await waitFor('the other batch', async () => {
      const { query, height } = await witness.latest();
      return (await query.inference.allHeaders({ epoch: 0n }, height)).find(({ host }) => host === other.address)?.id;
    });
    const [own] = await headersOnChain();
    const item = (batchId: bigint, index: number, verdict: 'match' | 'mismatch' = 'match') =>
      journal.results.add({
        ...{ epoch: 0n, batchId, index, owner: other.address, verdict, detail: '', createdMs: Date.now() },
      });
    journal.transaction(() => {
      item(theirs, 0);
      item(theirs, 1, 'mismatch');
      item(theirs, 77);
      item(own!.id, 0);
      item(500n, 0);
      for (let index = 2; index < 6; index++) item(theirs, index);
    });
    await waitFor('the results to be settled', () => {
      const open = journal.results.inState('queued').length + journal.results.inState('in_flight').length;
      return open === 0 || undefined;
    });
    await witnessCaughtUp();
    const { query, height } = await witness.latest();
    const { results } = await query.validation.allResults({ epoch: 0n, host: mine.address }, height);
    expect(results).toEqual([
      { batch: theirs, index: 0, verdict: 1 },
      { batch: theirs, index: 1, verdict: 2 },
      ...[2, 3, 4, 5].map((index) => ({ batch: theirs, index, verdict: 1 })),
    ]);
    expect(journal.results.inState('recorded')).toHaveLength(6);
    const reasons = journal.results
      .inState('quarantined')
      .map(({ batchId, reason }) => [batchId, reason?.split(':')[0]]);
    expect(new Map(reasons as [bigint, string][])).toEqual(
      new Map([
        [own!.id, 'OWN_BATCH'],
        [theirs, 'NO_SUCH_INDEX'],
        [500n, 'NO_SUCH_BATCH'],
      ]),
    );
  }, 300_000);

  test('of 600 records two are poisoned: they are named, the others are on chain, and other kinds wait with their reason', async () => {
    journal.transaction(() => {
      addRecord('dear', { fee: 2n ** 60n });
      addRecord('broken', { leafValue: Uint8Array.of(1, 2, 3) });
      addRecord('of a Transfer Agent', { kind: 'response' });
      addRecords(598);
    });
    await allCommitted();
    await expectExactlyOnce();
    const idOf = (name: string) => Buffer.from(hashOf(`id ${name}`)).toString('hex');
    const status = JSON.parse((await outputOf('status', '--json')).text) as Status;
    const aside = new Map(status.quarantined.records.map(({ requestId, reason }) => [requestId, reason.split(':')[0]]));
    expect(aside).toEqual(
      new Map([
        [idOf('dear'), 'FEE'],
        [idOf('broken'), 'LEAF'],
      ]),
    );
    const why = expect.stringMatching(/takes no batches of kind response/) as unknown;
    expect(status.waiting).toMatchObject([{ kind: 'response', model: MODEL, count: 1, why }]);

    const unknown = await outputOf('requeue', 'record', idOf('nobody'));
    expect([unknown.code, unknown.text]).toEqual([1, expect.stringContaining('is not in the work journal')]);
    expect((await outputOf('requeue', 'record', 'xyz')).code).toBe(2);
    expect((await outputOf('requeue')).code).toBe(2);
    // Nothing was mended: it is set aside again, by itself.
    expect(await outputOf('requeue', 'record', idOf('dear'))).toMatchObject({ code: 0 });
    await waitFor('the dear one to be set aside again', () => journal.records.quarantined().length === 2 || undefined);
    expect((await outputOf('status')).text).toContain(`record ${idOf('dear')} of ${MODEL}: FEE: `);
  }, 300_000);

  test('killed with SIGKILL at any moment, it loses nothing and doubles nothing', async () => {
    // A seed for each run, said in the failure: the moments are the chain's and the machine's anyway.
    const stream = new Stream(new Uint8Array(createHash('sha256').update('submitter').digest()));
    for (let round = 0; round < 12; round++) {
      addRecords(3);
      if (!submitter.running) await submitter.start();
      await sleep(Number(stream.below(1_800n)));
      await submitter.kill();
    }
    await submitter.start();
    await allCommitted();
    await expectExactlyOnce();
  }, 600_000);

  test('records that come in the tail count for the next epoch', async () => {
    const { status } = await witness.latest();
    await net.waitForHeight(Number(status.schedule.tail), 600_000, net.node(3));
    addRecords(5);
    await allCommitted();
    const onChain = await headersOnChain();
    expect(onChain.some(({ epoch, count }) => epoch === 1n && count >= 5)).toBe(true);
    await expectExactlyOnce();
  }, 900_000);

  test('goes on when one of its two nodes is killed, settles when a second one bears witness, and ends with 0', async () => {
    await other.process.kill();
    for (const more of [2, 1]) {
      addRecords(more);
      await waitFor('all records in batches on chain', async () => (await recordsOnChain()) === made || undefined, {
        timeoutMs: 240_000,
      });
    }
    expect(journal.records.count().committed).toBe(made - 3);
    await other.process.start();
    await allCommitted();
    await expectExactlyOnce();
    await submitter.stop(60_000);
    expect(submitter.ended).toBe(0);
    expect(unclassified()).toEqual([]);
  }, 900_000);
});
