import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { openKeys, readPassword, TxJournal, type Attempt } from '@pacer/agent';
import { signTx, type EndpointPool } from '@pacer/client';
import { ManagedProcess, type LocalNet, type LocalNetOptions, type LocalNode } from '@pacer/testing';
import { HitsJournal, type CheckNote, type Run } from './hits-journal.js';
import { COMMIT, commitOf } from './messages.js';
import { PROGRAM } from './settings.js';

const apps = join(import.meta.dirname, '../..');

/**
 * A Sprint long enough to start a program twice on a machine that does other things too, and dealings in time for it: what happens
 * when windows are too short is another matter.
 */
export const wideWindows: NonNullable<LocalNetOptions['editGenesis']> = ({ app_state: state }) => {
  Object.assign(state.epoch!.params as Record<string, unknown>, {
    ...{ epoch_length: '240', sprint_span: '144', compute_span: '100', challenge_span: '40' },
    ...{ deal_open: '10', deal_close: '76', tail: '16' },
  });
  // One nonce of 128 is a hit: numbers of them that mean something on a slow machine too, and that a fast one may commit.
  Object.assign(state.sprint!.params as Record<string, unknown>, { first_target: (1n << 57n).toString() });
};

/** A program of a Host as a process, with a folder of its own, and what its commands say. */
export class HostProcess {
  readonly process: ManagedProcess;
  readonly stateDir: string;
  readonly #config: string;
  readonly #main: string;

  /** @param section of pacer.toml, its name and lines */
  constructor(
    net: LocalNet,
    host: LocalNode,
    {
      app,
      section,
      rpc,
    }: { app: string; section: readonly [name: string, ...lines: string[]]; rpc: readonly string[] },
  ) {
    const dir = join(host.home, app);
    mkdirSync(dir, { recursive: true });
    this.stateDir = join(dir, 'state');
    this.#config = join(dir, 'pacer.toml');
    this.#main = join(apps, app, 'dist/main.js');
    const settings = {
      ...{ chain_id: net.chainId, host_address: host.address, rpc, state_dir: 'state', work_journal: 'work.sqlite' },
      ...{ key_file: host.keyFile, password_file: host.passwordFile },
    };
    const [name, ...lines] = section;
    const shared = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    writeFileSync(this.#config, [...shared, `[${name}]`, 'listen = "127.0.0.1:0"', ...lines, ''].join('\n'));
    const args = [this.#main, 'run', '--config', this.#config];
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    const logFile = join(dir, 'program.log');
    this.process = new ManagedProcess({
      name: `${app} of ${host.name}`,
      command: process.execPath,
      args,
      logFile,
      env,
    });
  }

  async command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    try {
      const all = [this.#main, ...args, '--config', this.#config];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, all, { env });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  }

  /** The first lines that a command which goes on writes, and how it ends at SIGINT. */
  async follow(count: number, ...args: string[]): Promise<{ lines: string[]; code: number }> {
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    const child = spawn(process.execPath, [this.#main, ...args, '--config', this.#config], { env });
    const ended = once(child, 'exit') as Promise<[number]>;
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (lines.length === count) child.kill('SIGINT');
    }
    return { lines: lines.slice(0, count), code: (await ended)[0] };
  }
}

/** A prover of a Host as a process, and what it has in its journals. */
export class ProverProcess extends HostProcess {
  constructor(net: LocalNet, host: LocalNode, { rpc, lines = [] }: { rpc: readonly string[]; lines?: string[] }) {
    super(net, host, { app: PROGRAM, section: ['sprint_prover', ...lines], rpc });
  }

  attempts(prefix: string): Attempt[] {
    const journal = TxJournal.openReadOnly({ stateDir: this.stateDir, program: PROGRAM });
    const all = journal?.keys(prefix).flatMap((key) => journal.attempts(key)) ?? [];
    journal?.close();
    return all;
  }

  found(epoch: bigint): { run: Run | undefined; hits: bigint[]; checks: CheckNote[] } {
    const journal = HitsJournal.openReadOnly(this.stateDir);
    const found = {
      run: journal?.run(epoch),
      hits: journal?.hits(epoch, undefined, 1_000_000) ?? [],
      checks: journal?.checks(epoch) ?? [],
    };
    journal?.close();
    return found;
  }
}

/** Makes the beacon of a Host. */
export function contributorOf(net: LocalNet, host: LocalNode, rpc: readonly string[]): HostProcess {
  return new HostProcess(net, host, { app: 'seed-contributor', section: ['seed_contributor', 'workers = 1'], rpc });
}

/** Sends nonces as a Host would, whatever they are. @returns what the node answers */
export async function commitRaw(pool: EndpointPool, host: LocalNode, epoch: bigint, nonces: bigint[]): Promise<string> {
  const keys = openKeys({ file: host.keyFile, password: readPassword(host.passwordFile) });
  const signer = keys.hotKey;
  const { messages, gas, granter } = commitOf({ host: host.address, signer: signer.address }, epoch, nonces);
  const snapshot = await pool.latest();
  const tx = await signTx(snapshot, signer, messages, { gas, ...(granter !== undefined && { feeGranter: granter }) });
  return (await snapshot.endpoint.broadcast(tx.bytes)).state;
}

/** A message with nonces in a block. */
export interface Inclusion {
  height: bigint;
  code: number;
  hash: string;
}

/** Every message with nonces of a Host in the blocks from a height to another, by looking at all of them on one node. */
export async function inclusions(
  pool: EndpointPool,
  host: LocalNode,
  { from, to }: { from: bigint; to: bigint },
): Promise<Inclusion[]> {
  const found: Inclusion[] = [];
  const endpoint = await pool.best();
  for (let height = from; height <= to; height++) {
    const block = await endpoint.block(height);
    const results = await endpoint.blockResults(height);
    for (const [index, { bytes, hash }] of (block?.txs ?? []).entries()) {
      const tx = Buffer.from(bytes);
      if (!tx.includes(host.address) || !tx.includes(COMMIT)) continue;
      found.push({ height, code: results?.[index]?.code ?? -1, hash });
    }
  }
  return found;
}
