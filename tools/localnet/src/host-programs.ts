import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalNode, ManagedProcess, waitFor } from '@pacer/testing';
import { stringify } from 'smol-toml';

const root = join(import.meta.dirname, '..', '..', '..');
const scripts = {
  engine: join(root, 'libs', 'ml', 'dist', 'bin', 'ref-engine.js'),
  host: join(root, 'apps', 'host', 'dist', 'main.js'),
  submitter: join(root, 'apps', 'artifact-submitter', 'dist', 'main.js'),
  claimer: join(root, 'apps', 'reward-claimer', 'dist', 'main.js'),
  contributor: join(root, 'apps', 'seed-contributor', 'dist', 'main.js'),
  prover: join(root, 'apps', 'sprint-prover', 'dist', 'main.js'),
} as const;

/** More than programs need to load on a machine that is slow and busy. */
const START_MS = 240_000;

/** What runs beside a Host's validator. */
export type ProgramName = keyof typeof scripts;
export const programNames = Object.keys(scripts) as ProgramName[];
/** All but the prover, which takes every core for the time of a Sprint: a network without provers keeps its weights. */
export const servingPrograms = programNames.filter((name) => name !== 'prover');

export interface HostProgramsOptions {
  readonly node: LocalNode;
  readonly chainId: string;
  /** RPC URLs that the programs use; at least two. */
  readonly rpc: readonly string[];
  /** Ports on loopback: the engine's and one for the health and metrics of each agent. */
  readonly ports: Readonly<Record<Exclude<ProgramName, 'host'>, number>>;
  readonly model?: string;
  /** More of `[sprint_prover]`, such as its threads: one by default, as all Hosts share this machine. */
  readonly prover?: Readonly<Record<string, unknown>>;
}

/** The engine and the five programs of one Host, as processes that share one pacer.toml. */
export class HostPrograms {
  readonly options: HostProgramsOptions;
  readonly configFile: string;
  readonly processes: Readonly<Record<ProgramName, ManagedProcess>>;

  constructor(options: HostProgramsOptions) {
    this.options = options;
    const { node, ports } = options;
    this.configFile = join(node.home, 'pacer.toml');
    mkdirSync(join(node.home, 'state'), { recursive: true });
    writeFileSync(this.configFile, stringify(settings(options)));
    const program = (name: ProgramName, args: readonly string[]) =>
      new ManagedProcess({
        name: `${name} of ${node.name}`,
        command: process.execPath,
        args: [scripts[name], ...args],
        logFile: join(node.home, `${name}.log`),
        env: { ...process.env, NODE_NO_WARNINGS: '1' },
      });
    const run = ['run', '--config', this.configFile];
    this.processes = {
      engine: program('engine', ['--port', String(ports.engine), '--model', options.model ?? 'pacer/ref-1']),
      host: program('host', run),
      submitter: program('submitter', run),
      claimer: program('claimer', run),
      contributor: program('contributor', run),
      prover: program('prover', run),
    };
  }

  /** Resolves when all of them are loaded and listen, whether there is a chain or not. @throws if one ends instead */
  async start(names: readonly ProgramName[] = servingPrograms, signal?: AbortSignal): Promise<void> {
    await Promise.all(names.map((name) => this.processes[name].start()));
    await Promise.all(names.map((name) => this.#listens(name, signal)));
  }

  async #listens(name: ProgramName, signal?: AbortSignal): Promise<void> {
    const { node, ports } = this.options;
    const port = name === 'host' ? node.hostPort : ports[name];
    const process = this.processes[name];
    const isUp = await waitFor(
      `${process.options.name} to listen`,
      async () => {
        if (!process.running) return false;
        await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(10_000) });
        return true;
      },
      { timeoutMs: START_MS, ...(signal && { signal }) },
    );
    if (!isUp) throw new Error(`${process.options.name} has ended: ${process.tail(3)}`);
  }

  /** Resolves when the Host's API can answer requests: its engine is up and its chain is known. */
  async ready(signal?: AbortSignal): Promise<void> {
    const { host } = this.processes;
    await waitFor(
      `the API of ${this.options.node.name}`,
      async () => {
        if (!host.running) throw new Error(`it has ended: ${host.tail(3)}`);
        const answer = await fetch(`${this.options.node.hostUrl}/readyz`, { signal: AbortSignal.timeout(10_000) });
        return answer.ok ? true : undefined;
      },
      { timeoutMs: START_MS, ...(signal && { signal }) },
    );
  }

  /** Arguments to run one of this Host's programs by hand, such as `status --json`. */
  command(name: Exclude<ProgramName, 'engine'>, args: readonly string[]): readonly [string, readonly string[]] {
    return [process.execPath, [scripts[name], ...args, '--config', this.configFile]];
  }

  async stop(): Promise<void> {
    await Promise.all(programNames.map((name) => this.processes[name].stop()));
  }
}

function settings({ node, chainId, rpc, ports, prover = {} }: HostProgramsOptions) {
  return {
    chain_id: chainId,
    host_address: node.address,
    rpc: [...rpc],
    key_file: node.keyFile,
    password_file: node.passwordFile,
    state_dir: 'state',
    work_journal: 'work.sqlite',
    host: { listen: `127.0.0.1:${node.hostPort}`, ml_nodes: [`http://127.0.0.1:${ports.engine}`] },
    submitter: { listen: `127.0.0.1:${ports.submitter}` },
    claimer: { listen: `127.0.0.1:${ports.claimer}` },
    seed_contributor: { listen: `127.0.0.1:${ports.contributor}` },
    sprint_prover: { listen: `127.0.0.1:${ports.prover}`, threads: 1, ...prover },
  };
}
