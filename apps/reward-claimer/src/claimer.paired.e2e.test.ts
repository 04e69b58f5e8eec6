import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TxJournal, type Attempt, type Diagnosis } from '@pacer/agent';
import { EndpointPool, gasFor, pacerQuery, secp256k1Signer, signTx, type IncludedTx } from '@pacer/client';
import { Journal } from '@pacer/journal';
import { RewardError } from '@pacer/proto/errors';
import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { RewardState } from '@pacer/proto/reward/v1';
import { MsgSubmitResults, Verdict } from '@pacer/proto/validation/v1';
import {
  ManagedProcess,
  pacerd,
  startLocalNet,
  TcpProxy,
  waitFor,
  type LocalNet,
  type LocalNode,
} from '@pacer/testing';

const PROGRAM = 'reward-claimer';
const KEY = 'claim/0';
/** Longer than the local preset's: on a slow machine too, the batches come before the tail, and the cutoff later. */
const EPOCH_LENGTH = 180;
const SPRINT_SPAN = 18;
const main = join(import.meta.dirname, '../dist/main.js');
/** Kills at each state of the journal; the evidence run has 20. */
const kills = Number(process.env.PACER_KILLS ?? '3');

let net: LocalNet;
let host: LocalNode;
/** A node that the claimer never uses. */
let witness: LocalNode;
let pool: EndpointPool;
let proxies: TcpProxy[];
let claimer: ManagedProcess;
let config: string;
let stateDir: string;

beforeAll(async () => {
  net = await startLocalNet({
    editGenesis: ({ app_state: state }) => {
      (state.epoch!.params as Record<string, unknown>).epoch_length = String(EPOCH_LENGTH);
    },
  });
  host = net.node(1);
  witness = net.node(3);
  pool = new EndpointPool({ urls: [witness.rpc], chainId: net.chainId, probeEveryMs: 100 });
  proxies = await Promise.all(
    [0, 1, 2].map((index) => TcpProxy.start({ host: '127.0.0.1', port: net.node(index).ports.rpc })),
  );
  config = join(host.home, 'pacer.toml');
  stateDir = join(host.home, 'state');
  const settings = {
    ...{ chain_id: net.chainId, host_address: host.address, rpc: proxies.map(({ url }) => url) },
    ...{ key_file: host.keyFile, password_file: host.passwordFile, state_dir: 'state', work_journal: 'work.sqlite' },
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  writeFileSync(config, [...lines, '[claimer]', 'listen = "127.0.0.1:0"', ''].join('\n'));
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  const args = [main, 'run', '--config', config];
  const logFile = join(host.home, 'claimer.log');
  claimer = new ManagedProcess({ name: 'claimer', command: process.execPath, args, logFile, env });
}, 600_000);

afterAll(async () => {
  await claimer.stop();
  pool.close();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await net.stop();
}, 300_000);

/** Sends a message with a Host's operator key and waits for its block. */
async function send(node: LocalNode, typeUrl: string, value: Uint8Array, items = 0): Promise<IncludedTx> {
  const exported = ['keys', 'export', node.name, '--unarmored-hex', '--unsafe', '--yes', '--keyring-backend', 'test'];
  const signer = secp256k1Signer(Buffer.from(await pacerd([...exported, '--home', node.home]), 'hex'));
  const tx = await signTx(await pool.latest(), signer, [{ typeUrl, value }], { gas: gasFor(typeUrl, items) });
  const endpoint = await pool.best();
  await endpoint.broadcast(tx.bytes);
  const included = await waitFor('the transaction in a block', () => endpoint.transaction(tx.hash));
  expect(included).toMatchObject({ code: 0 });
  return included;
}

async function commitBatch(node: LocalNode, root: number): Promise<void> {
  const { address } = node;
  const value = MsgCommitBatch.encode({
    ...{ signer: address, host: address, epoch: 0n, kind: BatchKind.ARTIFACT, model: 'pacer/ref-1', count: 40 },
    ...{ root: new Uint8Array(32).fill(root), totalTokens: 100n, totalFee: 0n },
  }).finish();
  await send(node, `/${MsgCommitBatch.$type}`, value);
}

function attempts(): Attempt[] {
  const journal = TxJournal.openReadOnly({ stateDir, program: PROGRAM });
  const all = journal?.attempts(KEY) ?? [];
  journal?.close();
  return all;
}

function work<T>(use: (journal: Journal) => T): T {
  const journal = Journal.open(join(host.home, 'work.sqlite'));
  try {
    return use(journal);
  } finally {
    journal.close();
  }
}

async function run(
  change: Record<string, string>,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const env = { ...process.env, ...change, NODE_NO_WARNINGS: '1' };
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [main, ...args, '--config', config], {
      env,
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

/** Names of the checks of a doctor's report that failed. */
function wrongIn(report: string): string[] {
  return (JSON.parse(report) as Diagnosis[]).filter(({ ok }) => !ok).map(({ name }) => name);
}

/** The reward as the witness has it. */
async function reward() {
  return (await pacerQuery(await pool.best()).reward.settlement({ epoch: 0n, host: host.address })).reward;
}

/** Which blocks hold a transaction, by looking at all of them on the witness. */
async function inclusions(hashes: ReadonlySet<string>): Promise<Map<string, { height: bigint; code: number }[]>> {
  const found = new Map<string, { height: bigint; code: number }[]>();
  const endpoint = await pool.best();
  const { height: tip } = await endpoint.status();
  for (let height = 1n; height <= tip; height++) {
    const block = await endpoint.block(height);
    const mine = block?.txs.flatMap(({ hash }, index) => (hashes.has(hash) ? [{ hash, index }] : [])) ?? [];
    if (mine.length === 0) continue;
    const results = await endpoint.blockResults(height);
    for (const { hash, index } of mine) {
      found.set(hash, [...(found.get(hash) ?? []), { height, code: results![index]!.code }]);
    }
  }
  return found;
}

describe('the claimer on a real chain', () => {
  test('doctor finds everything right, and says so', async () => {
    const { code, out } = await run({}, ['doctor', '--json']);
    expect(wrongIn(out)).toEqual([]);
    expect(code).toBe(0);
  });

  test('doctor finds another Host’s key file', async () => {
    const { keyFile, passwordFile } = net.node(2);
    const { code, out } = await run({ PACER_KEY_FILE: keyFile, PACER_PASSWORD_FILE: passwordFile }, [
      'doctor',
      '--json',
    ]);
    expect(code).toBe(1);
    expect(wrongIn(out)).toEqual(['keys', 'allowance']);
  });

  test('the secret is signed and kept as soon as the program runs', async () => {
    await claimer.start();
    const sigma = await waitFor('the secret', () => work(({ sigmas }) => sigmas.get(0n)));
    expect(sigma).toHaveLength(96);
  });

  test('a dry run says what would be done and leaves everything as it is', async () => {
    expect(await run({}, ['run', '--dry-run'])).toMatchObject({ code: 0, out: 'nothing to do\n' });
    expect(attempts()).toEqual([]);
  });

  test('at the cutoff the claim is refused, because duties are missing, and the Host is asked for exactly these', async () => {
    for (const [index, root] of [
      [0, 1],
      [2, 2],
      [3, 3],
    ] as const) {
      await commitBatch(net.node(index), root);
    }
    await net.waitForHeight(2 + EPOCH_LENGTH - SPRINT_SPAN, 400_000);
    // One that took too long to get into a block is dead, and another follows.
    const first = await waitFor('the end of the first claim in a block', () =>
      attempts().find(({ outcome }) => outcome && outcome.kind !== 'dead'),
    );
    expect(first).toMatchObject({
      outcome: { kind: 'failed', codespace: 'reward', code: RewardError.DUTIES_MISSING },
    });
    const wanted = await waitFor('the wanted duties', () => {
      const open = work(({ duties }) => duties.open(0n));
      return open.length > 0 ? open : undefined;
    });
    expect(wanted.length).toBeGreaterThanOrEqual(3);
    expect(wanted.every(({ reason }) => reason === 'claim')).toBe(true);
    const log = first.outcome?.kind === 'failed' ? first.outcome.log : '';
    // For people, and for this test alone: the chain counts as many as were computed here.
    expect(log).toContain(String(wanted.length));
  }, 900_000);

  test('status tells why, until when, and what to do', async () => {
    const { code, out } = await run({}, ['status']);
    expect(code).toBe(0);
    expect(out).toMatch(/reward\/DUTIES_MISSING/);
    expect(out).toMatch(/duties: \d+ assigned, \d+ missing/);
    expect(out).toContain(`deadline: height ${1 + 2 * EPOCH_LENGTH} at the earliest`);
    expect(out).toMatch(/to do: check that pacer-host/);
  });

  test('a second claimer on the same folder is refused and told who runs', async () => {
    const { code, err } = await run({}, ['claim', '--epoch', '0']);
    expect(code).toBe(1);
    expect(err).toContain(`process ${claimer.pid}`);
  });

  test('with the key file of another Host no claim gets into a block, and it says why', async () => {
    const { keyFile, passwordFile } = net.node(2);
    const { code, out } = await run(
      { PACER_KEY_FILE: keyFile, PACER_PASSWORD_FILE: passwordFile, PACER_STATE_DIR: 'stolen' },
      ['claim', '--epoch', '0'],
    );
    expect(code).toBe(1);
    expect(out).toMatch(/claim\/0#1 dead \(fix\): never included, by .*a node answered host\/UNAUTHORIZED/);
    expect(out).toContain('to do: use the key file with the BLS key that the chain has for this Host');
  }, 300_000);

  test.each(['intent', 'signed', 'broadcast', 'final'] as const)(
    `killed ${kills} times while its attempt is in state %s, it loses none and doubles none`,
    async (state) => {
      for (let kill = 0; kill < kills; kill++) {
        const before = attempts().length;
        await reach(state, before);
        await claimer.kill();
        for (const proxy of proxies) {
          proxy.release();
          proxy.setMode('pass');
        }
        if (state !== 'final') expect(attempts().at(-1)?.state).toBe(state);
        await claimer.start();
        await waitFor(
          'the end of the attempt',
          () => attempts().find(({ attempt, outcome }) => attempt > before && outcome),
          {
            timeoutMs: 240_000,
          },
        );
      }
      await checkOnce();
    },
    1_200_000,
  );

  test('when the results are on chain, the claim is made at once and paid', async () => {
    const wanted = work(({ duties }) => duties.open(0n));
    const results = wanted.map(({ batchId: batch, index }) => ({ batch, index, verdict: Verdict.MATCH }));
    const value = MsgSubmitResults.encode({ signer: host.address, host: host.address, epoch: 0n, results }).finish();
    await send(host, `/${MsgSubmitResults.$type}`, value, results.length);
    const paid = await waitFor('the reward on the witness', async () => {
      const now = await reward();
      return now.state === RewardState.PAID ? now : undefined;
    });
    const { query, status } = await pool.latest();
    expect(await query.bank.balance(paid.payout, status.params.feeDenom)).toBe(paid.amount);
    await waitFor('the end of the last attempt', () => (attempts().at(-1)?.outcome?.kind === 'ok' ? true : undefined));
    const ends = attempts().map(({ outcome }) => outcome?.kind);
    expect(ends.filter((kind) => kind === 'ok')).toHaveLength(1);
    await checkOnce();
  }, 300_000);

  test('it stops with 0, and says that the epoch is paid without sending anything', async () => {
    await claimer.stop(60_000);
    expect(claimer.ended).toBe(0);
    const before = attempts().length;
    const { code, out } = await run({}, ['claim', '--epoch', '0']);
    expect(code).toBe(0);
    expect(out).toContain('epoch 0: paid');
    expect(attempts()).toHaveLength(before);
    const unknown = await run({}, ['claim', '--epoch', '7']);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('epoch 7 cannot be claimed') });
  }, 300_000);

  test('no line of its log is about an error that nobody classified, and none has a key', () => {
    const log = readFileSync(claimer.options.logFile, 'utf8');
    expect(log).not.toContain('unclassified');
    expect(log).not.toContain(readFileSync(host.passwordFile, 'utf8').trim());
  });
});

/** Waits until the attempt after `before` is in a state, and keeps it there by holding what the next state needs. */
async function reach(state: 'intent' | 'signed' | 'broadcast' | 'final', before: number): Promise<void> {
  const held = {
    intent: 'cosmos.auth.v1beta1.Query/AccountInfo',
    signed: 'broadcast_tx_sync',
    broadcast: 'tx_search',
    final: undefined,
  }[state];
  if (held !== undefined) for (const proxy of proxies) void proxy.hold((sent) => sent.includes(held));
  await waitFor(
    `an attempt in state ${state}`,
    () => attempts().find((one) => one.attempt > before && one.state === state),
    { everyMs: 10, timeoutMs: 240_000 },
  );
}

/** Every attempt that ended in a block is in exactly one, none that is dead is in any, and at most one was carried out. */
async function checkOnce(): Promise<void> {
  const all = attempts();
  const ended = all.filter(({ outcome }) => outcome);
  const found = await inclusions(new Set(all.flatMap(({ signed }) => (signed ? [signed.hash] : []))));
  for (const { signed, outcome } of ended) {
    const times = found.get(signed?.hash ?? '') ?? [];
    expect(times).toHaveLength(outcome?.kind === 'dead' || outcome?.kind === 'superseded' ? 0 : 1);
  }
  expect([...found.values()].flat().filter(({ code }) => code === 0).length).toBeLessThanOrEqual(1);
}
