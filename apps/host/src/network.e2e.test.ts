import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openKeys, readPassword } from '@pacer/agent';
import { addressBytes, EndpointPool, signTx } from '@pacer/client';
import { signEpochSecret, SumTree } from '@pacer/crypto';
import { composeBatch, Journal } from '@pacer/journal';
import { BatchKind, MsgCommitBatch } from '@pacer/proto/inference/v1';
import { freePorts, type LocalNet, type LocalNode, ManagedProcess, prepareLocalNet, waitFor } from '@pacer/testing';

const root = join(import.meta.dirname, '..', '..', '..');
const MODEL = 'pacer/ref-1';
const RECORDS = 24;

/** A Host's API Node and engine; the test stands in for its submitter and claimer, with their real messages and signatures. */
class Host {
  readonly node: LocalNode;
  readonly engine: ManagedProcess;
  readonly api: ManagedProcess;
  readonly configFile: string;
  readonly journalFile: string;

  constructor(net: LocalNet, node: LocalNode, enginePort: number) {
    this.node = node;
    this.configFile = join(node.home, 'pacer.toml');
    this.journalFile = join(node.home, 'work.sqlite');
    mkdirSync(join(node.home, 'state'), { recursive: true });
    const rpc = net.nodes.map((one) => JSON.stringify(one.rpc)).join(', ');
    writeFileSync(
      this.configFile,
      `chain_id = "${net.chainId}"\nhost_address = "${node.address}"\nrpc = [${rpc}]\nkey_file = "${node.keyFile}"
password_file = "${node.passwordFile}"\nstate_dir = "state"\nwork_journal = "work.sqlite"
[host]\nlisten = "127.0.0.1:${node.hostPort}"\nml_nodes = ["http://127.0.0.1:${enginePort}"]\n`,
    );
    const engineArgs = ['libs/ml/dist/bin/ref-engine.js', '--port', String(enginePort), '--model', MODEL];
    this.engine = this.#process('engine', engineArgs);
    this.api = this.#process('host', ['apps/host/dist/main.js', 'run', '--config', this.configFile]);
  }

  get keys() {
    return openKeys({ file: this.node.keyFile, password: readPassword(this.node.passwordFile) });
  }

  async ready(): Promise<void> {
    await waitFor(
      `the API of ${this.node.name}: ${this.api.tail(3)}`,
      async () => ((await fetch(`${this.node.hostUrl}/readyz`)).ok ? true : undefined),
      { timeoutMs: 240_000 },
    );
  }

  ask(question: string, temperature: 0 | 1): Promise<Response> {
    return fetch(`${this.node.hostUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ model: MODEL, messages: [{ role: 'user', content: question }] },
        ...{ max_tokens: 4, temperature },
      }),
    });
  }

  /** Runs a command as an operator does. */
  command(...args: string[]): Promise<{ code: number; text: string }> {
    const main = join(root, 'apps', 'host', 'dist', 'main.js');
    return new Promise((resolve) => {
      execFile(process.execPath, [main, '--config', this.configFile, ...args], (error, text) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, text });
      });
    });
  }

  #process(name: string, [script = '', ...args]: string[]): ManagedProcess {
    return new ManagedProcess({
      name: `${name} of ${this.node.name}`,
      command: process.execPath,
      args: [join(root, script), ...args],
      logFile: join(this.node.home, `${name}.log`),
    });
  }
}

/** What the commands print, as far as it is looked at. */
interface Status {
  engines: { up: boolean }[];
  epochs: { epoch: string; drawn: number; done: number; pending: object[] }[];
}

interface Due {
  missing: { index: number }[];
}

let net: LocalNet;
let pool: EndpointPool;
let owner: Host;
let validator: Host;

beforeAll(async () => {
  net = await prepareLocalNet({
    chainId: 'pacer-host-e2e-1',
    // On a slow machine too, the batch comes before the tail.
    editGenesis: ({ app_state: state }) => {
      (state.epoch!.params as Record<string, unknown>).epoch_length = '240';
    },
  });
  pool = new EndpointPool({ urls: net.nodes.map(({ rpc }) => rpc), chainId: net.chainId });
  const ports = await freePorts(2);
  [owner, validator] = [0, 1].map((i) => new Host(net, net.node(i), ports[i] ?? 0)) as [Host, Host];
  // The programs first: they wait for their chain.
  await Promise.all([owner, validator].flatMap(({ engine, api }) => [engine.start(), api.start()]));
  await waitFor('an API without a chain', async () =>
    (await fetch(`${owner.node.hostUrl}/healthz`)).ok ? true : undefined,
  );
  expect((await owner.ask('is anybody there?', 0)).status).toBe(503);
  await Promise.all(net.nodes.map((node) => node.process.start()));
  await Promise.all([owner.ready(), validator.ready()]);
}, 300_000);

afterAll(async () => {
  await Promise.all([owner, validator].flatMap(({ engine, api }) => [engine.stop(), api.stop()]));
  pool.close();
  await net.stop();
});

/** What the artifact-submitter does: fixes the waiting records in a batch and brings it onto the chain. */
async function commit(host: Host): Promise<bigint> {
  const journal = Journal.open(host.journalFile);
  try {
    // An answer does not wait for the disk.
    await waitFor('all records', () => (journal.records.count().recorded === RECORDS ? true : undefined));
    const batch = composeBatch(journal, { epoch: 0n, kind: 'artifact', model: MODEL, nowMs: Date.now() });
    expect(batch?.count).toBe(RECORDS);
    const { op, root: batchRoot, totalTokens, totalFee } = batch!;
    expect(SumTree.build(journal.batches.leaves(op)).root).toEqual(batchRoot);
    const { hotKey } = host.keys;
    const message = MsgCommitBatch.fromPartial({
      ...{ signer: hotKey.address, host: host.node.address, epoch: 0n, kind: BatchKind.ARTIFACT, model: MODEL },
      ...{ count: RECORDS, root: batchRoot, totalTokens, totalFee },
    });
    const typeUrl = `/${MsgCommitBatch.$type}`;
    const messages = [{ typeUrl, value: MsgCommitBatch.encode(message).finish() }];
    const tx = await signTx(await pool.latest(), hotKey, messages, { feeGranter: host.node.address });
    await (await pool.best()).broadcast(tx.bytes);
    const id = await waitFor('the batch on chain', async () => {
      const { headers } = await (await pool.latest()).query.inference.headers({ epoch: 0n });
      return headers.find((header) => header.host === host.node.address && header.nextHash.length > 0)?.id;
    });
    journal.batches.commit(op, id);
    return id;
  } finally {
    journal.close();
  }
}

test('a Host re-executes the records that the chain draws for it, while its engine is there, and nothing else', async () => {
  for (let i = 0; i < RECORDS; i++) {
    const answer = await owner.ask(`${i}: how far is it?`, i % 2 === 0 ? 0 : 1);
    expect(answer.status).toBe(200);
  }
  await validator.engine.kill();
  const refused = await validator.ask('is anybody there?', 0);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('5');

  const batchId = await commit(owner);
  const opened = await fetch(`${owner.node.hostUrl}/v1/batches/0/${batchId}/0`);
  expect(opened.status).toBe(200);

  // What the reward-claimer does at S_N.
  const { beacon } = (await pool.latest()).status;
  const { bls } = validator.keys;
  const journal = Journal.open(validator.journalFile);
  const sigma = signEpochSecret({
    ...{ chainId: net.chainId, epoch: 0n, beacon, host: addressBytes(validator.node.address) },
    secretKey: bls.reveal(),
  });
  journal.sigmas.put(0n, sigma);

  // At a rate of 1/2 and equal weights each of the three others draws a sixth.
  const open = await waitFor('duties to be drawn', () => Promise.resolve(orNone(journal.duties.open(0n))));
  expect(open).toHaveLength(RECORDS / 6);
  expect(open.every(({ owner: its, batchId: id }) => its === owner.node.address && id === batchId)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(journal.results.ofEpoch(0n)).toHaveLength(0);
  await waitFor('it to say so', async () =>
    (await fetch(`${validator.node.hostUrl}/readyz`)).status === 503 ? true : undefined,
  );
  const status = JSON.parse((await validator.command('status', '--json')).text) as Status;
  expect(status.engines.map(({ up }) => up)).toEqual([false]);
  expect(status.epochs).toMatchObject([{ epoch: '0', drawn: open.length, done: 0 }]);
  expect(status.epochs[0]?.pending).toHaveLength(open.length);
  const due = JSON.parse((await validator.command('run', '--dry-run', '--json')).text) as Due[];
  expect(due[0]?.missing.map(({ index }) => index)).toEqual(open.map(({ index }) => index));
  const sick = await validator.command('doctor');
  expect(sick.code).toBe(1);
  expect(sick.text).toMatch(/^NO {2}ML Nodes: no answer from/m);

  await validator.engine.start();
  const results = await waitFor('all of them re-executed', () => {
    const done = journal.results.ofEpoch(0n);
    return Promise.resolve(done.length === open.length ? done : undefined);
  });
  expect(results.map(({ verdict }) => verdict)).toEqual(open.map(() => 'match'));
  expect(results.map(({ index }) => index).sort()).toEqual(open.map(({ index }) => index).sort());
  journal.close();
  expect(await validator.command('doctor')).toMatchObject({ code: 0, text: expect.not.stringMatching(/^NO/m) });
  const { text } = await validator.command('status');
  expect(text).toContain(`epoch 0: ${open.length} duties drawn, ${open.length} done, 0 pending`);
  for (const { api } of [owner, validator]) expect(api.tail(1_000)).not.toContain('"unclassified":true');
}, 300_000);

function orNone<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
