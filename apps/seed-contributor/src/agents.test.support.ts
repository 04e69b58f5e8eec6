import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TxJournal, type Attempt } from '@pacer/agent';
import type { EndpointPool } from '@pacer/client';
import { ManagedProcess, type LocalNet, type LocalNetOptions, type LocalNode } from '@pacer/testing';
import { DEAL, OPEN } from './messages.js';
import { PROGRAM, partKey, type Part } from './settings.js';

const main = join(import.meta.dirname, '../dist/main.js');

/**
 * Windows long enough for every agent to compute, and to start and compute again, on a machine that does other things too: what
 * happens when they are too short is another matter.
 */
export const wideWindows: NonNullable<LocalNetOptions['editGenesis']> = ({ app_state: state }) => {
  Object.assign(state.epoch!.params as Record<string, unknown>, {
    ...{ epoch_length: '260', sprint_span: '60', compute_span: '40', challenge_span: '16' },
    ...{ deal_open: '10', deal_close: '170' },
  });
};

/** An agent of a Host as a process, with a folder of its own, and what its commands say. */
export class AgentProcess {
  readonly process: ManagedProcess;
  readonly stateDir: string;
  readonly #config: string;

  /** @param name of its folder; two agents of one Host have two */
  constructor(
    net: LocalNet,
    host: LocalNode,
    { name, rpc, keysOf = host }: { name: string; rpc: readonly string[]; keysOf?: LocalNode },
  ) {
    const dir = join(host.home, name);
    mkdirSync(dir, { recursive: true });
    this.stateDir = join(dir, 'state');
    this.#config = join(dir, 'pacer.toml');
    const settings = {
      ...{ chain_id: net.chainId, host_address: host.address, rpc, state_dir: 'state', work_journal: 'work.sqlite' },
      ...{ key_file: keysOf.keyFile, password_file: keysOf.passwordFile },
    };
    const lines = Object.entries(settings).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    writeFileSync(this.#config, [...lines, '[seed_contributor]', 'listen = "127.0.0.1:0"', ''].join('\n'));
    const args = [main, 'run', '--config', this.#config];
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    const logFile = join(dir, 'contributor.log');
    this.process = new ManagedProcess({ name, command: process.execPath, args, logFile, env });
  }

  attempts(part: Part, epoch: bigint): Attempt[] {
    const journal = TxJournal.openReadOnly({ stateDir: this.stateDir, program: PROGRAM });
    const all = journal?.attempts(partKey(part, epoch)) ?? [];
    journal?.close();
    return all;
  }

  async command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const env = { ...process.env, NODE_NO_WARNINGS: '1' };
    try {
      const all = [main, ...args, '--config', this.#config];
      const { stdout, stderr } = await promisify(execFile)(process.execPath, all, { env });
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, out: stdout, err: stderr };
    }
  }
}

/** A dealing or opening in a block. */
export interface Inclusion {
  part: Part;
  height: bigint;
  code: number;
  hash: string;
}

/** Every dealing and opening of a Host in the blocks from a height to another, by looking at all of them on one node. */
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
      if (!tx.includes(host.address)) continue;
      const code = results?.[index]?.code ?? -1;
      if (tx.includes(DEAL)) found.push({ part: 'deal', height, code, hash });
      if (tx.includes(OPEN)) found.push({ part: 'open', height, code, hash });
    }
  }
  return found;
}
