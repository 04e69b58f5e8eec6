import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assertSpace } from './disk-space.js';
import { configureNode, type NodePorts } from './node-config.js';
import { pacerd, pacerdPath } from './pacerd.js';
import { freePorts } from './ports.js';
import { ManagedProcess } from './process.js';
import { asSetupError } from './setup-error.js';
import { waitFor } from './wait-for.js';

const stake = '1000000000';
const totalWeight = 1_000_000_000;
// The demo of a minute writes 30 MB.
const neededBytes = 200_000_000;
// Weak on purpose: these keys guard a network that lives for minutes, and the strong setting takes a second a start.
const scryptN = '4096';

export interface LocalNetOptions {
  /** Number of validators; 4 by default, since a network of three halts when one is killed. */
  readonly validators?: number;
  /** Hosts with keys and a connected node that are not in genesis, and have no coins; 0 by default. Nothing of theirs is started. */
  readonly joiners?: number;
  readonly chainId?: string;
  /** Folder for everything; a temporary one by default, removed by stop(). */
  readonly dir?: string;
  /** What a Host's API is reached at, written into genesis; `ports` are free ones, one a Host. */
  readonly models?: readonly string[];
  /** Changes genesis.json before it is validated. */
  readonly editGenesis?: (genesis: Genesis) => void;
  /** Milliseconds that a validator waits after a commit; 250 gives about half a second a block. */
  readonly commitMs?: number;
  /** Called with a line per step. */
  readonly onStep?: (line: string) => void;
}

/** genesis.json: pacerd checks the shape of what stands in a module's state. */
export interface Genesis {
  app_state: Record<string, Record<string, unknown>>;
  [key: string]: unknown;
}

/** One Host of the network: its validator, keys and addresses. */
export interface LocalNode {
  readonly name: string;
  readonly home: string;
  readonly ports: NodePorts;
  /** RPC address, `http://127.0.0.1:…`. */
  readonly rpc: string;
  readonly api: string;
  /** Where this Host's API Node is expected, as written into genesis. */
  readonly hostUrl: string;
  readonly hostPort: number;
  /** The Host's address, which is its operator's. */
  readonly address: string;
  /** Where its rewards go: an account that nothing else is paid from or into. */
  readonly payout: string;
  /** EIP-2335 file with the BLS seed and the hot key, and the file with its password. */
  readonly keyFile: string;
  readonly passwordFile: string;
  readonly process: ManagedProcess;
}

function assertRunning({ name, process }: LocalNode): void {
  if (!process.running) throw new Error(`${name} has ended: ${process.tail(5)}`);
}

/** A running network. */
export class LocalNet {
  readonly chainId: string;
  readonly dir: string;
  readonly nodes: readonly LocalNode[];
  /** Hosts that are not in genesis. */
  readonly joiners: readonly LocalNode[];
  readonly #temporary: boolean;

  constructor(
    chainId: string,
    dir: string,
    { nodes, joiners }: { nodes: readonly LocalNode[]; joiners: readonly LocalNode[] },
    temporary: boolean,
  ) {
    this.chainId = chainId;
    this.dir = dir;
    this.nodes = nodes;
    this.joiners = joiners;
    this.#temporary = temporary;
  }

  /**
   * Starts all validators and waits until each of them answers queries: its application has the first block.
   * @throws SetupError when something about this machine stands in the way
   */
  async start(): Promise<void> {
    try {
      await Promise.all(this.nodes.map((node) => node.process.start()));
      await Promise.all(this.nodes.map((node) => this.#waitForApplication(node)));
    } catch (error) {
      throw asSetupError(error, 'starting the validators') ?? error;
    }
  }

  /** The latest height of a node. @throws if it does not answer in time */
  async height(node: LocalNode = this.node(0), timeoutMs = 30_000): Promise<number> {
    const answer = await fetch(`${node.rpc}/status`, { signal: AbortSignal.timeout(timeoutMs) });
    const { result } = (await answer.json()) as { result: { sync_info: { latest_block_height: string } } };
    return Number(result.sync_info.latest_block_height);
  }

  node(index: number): LocalNode {
    const node = this.nodes[index];
    if (!node) throw new RangeError(`this network has ${this.nodes.length} nodes, there is no node ${index}`);
    return node;
  }

  async waitForHeight(height: number, timeoutMs = 240_000, node: LocalNode = this.node(0)): Promise<number> {
    return waitFor(
      `height ${height} at ${node.name}`,
      async () => {
        assertRunning(node);
        const now = await this.height(node);
        return now >= height ? now : undefined;
      },
      { timeoutMs },
    );
  }

  /** A node's status counts blocks that its application does not have yet; queries fail until it has one. */
  async #waitForApplication(node: LocalNode): Promise<void> {
    await waitFor(
      `the first block at ${node.name}`,
      async () => {
        assertRunning(node);
        const answer = await fetch(`${node.rpc}/abci_info`, { signal: AbortSignal.timeout(10_000) });
        const { result } = (await answer.json()) as { result: { response: { last_block_height?: string } } };
        return Number(result.response.last_block_height ?? 0) > 0 ? true : undefined;
      },
      { timeoutMs: 240_000 },
    );
  }

  /** Ends all validators; removes the folder if it was a temporary one and is not wanted any more. */
  async stop({ keepFolder = false } = {}): Promise<void> {
    await Promise.all([...this.nodes, ...this.joiners].map((node) => node.process.stop()));
    if (this.#temporary && !keepFolder) rmSync(this.dir, { recursive: true, force: true });
  }
}

/**
 * Sets up a network in the local preset and starts its validators: every key, proof and genesis entry is made by pacerd's own commands.
 * @throws SetupError when something about this machine stands in the way
 */
export async function startLocalNet(options: LocalNetOptions = {}): Promise<LocalNet> {
  const net = await prepareLocalNet(options);
  try {
    await net.start();
    options.onStep?.(`${net.nodes.length} validators started`);
    return net;
  } catch (error) {
    await net.stop();
    throw error;
  }
}

/** The same without starting anything. */
export async function prepareLocalNet(options: LocalNetOptions = {}): Promise<LocalNet> {
  const count = options.validators ?? 4;
  const chainId = options.chainId ?? 'pacer-local-1';
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'pacer-localnet-'));
  const step = options.onStep ?? (() => undefined);
  try {
    assertSpace(dir, neededBytes, 'a local network');
    const all = count + (options.joiners ?? 0);
    const ports = await freePorts(all * 5);
    const made = await Promise.all(
      Array.from({ length: all }, (_, i) =>
        initNode(join(dir, `host${i + 1}`), chainId, i, count, ports.slice(i * 5, i * 5 + 5), options),
      ),
    );
    step(`keys and proofs of ${all} Hosts made`);
    const [nodes, joiners] = [made.slice(0, count), made.slice(count)];
    await writeGenesis(nodes, joiners, options);
    step('genesis written and validated');
    await connect(made, options.commitMs ?? 250);
    return new LocalNet(chainId, dir, { nodes, joiners }, options.dir === undefined);
  } catch (error) {
    throw asSetupError(error, 'preparing the local network') ?? error;
  }
}

async function initNode(
  home: string,
  chainId: string,
  index: number,
  count: number,
  ports: readonly number[],
  options: LocalNetOptions,
): Promise<LocalNode> {
  const [rpc = 0, p2p = 0, api = 0, grpc = 0, hostPort = 0] = ports;
  const name = `host${index + 1}`;
  mkdirSync(home, { recursive: true });
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, `local-${name}\n`, { mode: 0o600 });
  const hostUrl = `http://127.0.0.1:${hostPort}`;
  // Weights are shares of 10^9: the first Host takes what does not divide.
  const share = Math.floor(totalWeight / count);
  const weight = index === 0 ? totalWeight - share * (count - 1) : index < count ? share : 0;
  await pacerd(['init', name, '--chain-id', chainId, '--home', home]);
  const keyring = ['--keyring-backend', 'test', '--home', home];
  await pacerd(['keys', 'add', 'payout', ...keyring, '--output', 'json']);
  const payout = await pacerd(['keys', 'show', 'payout', '--address', ...keyring]);
  await pacerd([
    ...['host', 'init', '--home', home, '--chain-id', chainId, '--name', name, '--url', hostUrl],
    ...['--models', (options.models ?? ['pacer/ref-1']).join(','), '--stake', stake, '--weight', String(weight)],
    ...['--password-file', passwordFile, '--scrypt-n', scryptN, '--payout', payout],
  ]);
  const hostFile = join(home, 'config', 'host.json');
  const { host } = JSON.parse(readFileSync(hostFile, 'utf8')) as { host: { address: string } };
  return {
    ...{ name, home, hostUrl, hostPort, passwordFile, payout, address: host.address },
    ports: { rpc, p2p, api, grpc },
    rpc: `http://127.0.0.1:${rpc}`,
    api: `http://127.0.0.1:${api}`,
    keyFile: join(home, 'config', 'host-key.json'),
    process: new ManagedProcess({
      name: `validator of ${name}`,
      command: pacerdPath(),
      args: ['start', '--home', home],
      logFile: join(home, 'pacerd.log'),
    }),
  };
}

async function writeGenesis(
  nodes: readonly LocalNode[],
  joiners: readonly LocalNode[],
  options: LocalNetOptions,
): Promise<void> {
  const [first, ...others] = nodes;
  if (!first) throw new RangeError('a network needs at least one validator');
  const file = join(first.home, 'config', 'genesis.json');
  await pacerd(['genesis', 'preset', 'local', '--home', first.home]);
  for (const node of nodes)
    await pacerd([
      ...['genesis', 'add-host', join(node.home, 'config', 'host.json'), '--home', first.home],
      ...['--operator-balance', '1000000000upacer', '--fee-allowance', '100000000upacer'],
    ]);
  if (options.editGenesis) {
    const genesis = JSON.parse(readFileSync(file, 'utf8')) as Genesis;
    options.editGenesis(genesis);
    writeFileSync(file, JSON.stringify(genesis, null, 1));
  }
  await pacerd(['genesis', 'validate', '--home', first.home]);
  for (const node of [...others, ...joiners]) copyFileSync(file, join(node.home, 'config', 'genesis.json'));
}

async function connect(nodes: readonly LocalNode[], commitMs: number): Promise<void> {
  const ids = await Promise.all(nodes.map((node) => pacerd(['comet', 'show-node-id', '--home', node.home])));
  const addresses = nodes.map((node, i) => `${ids[i]}@127.0.0.1:${node.ports.p2p}`);
  for (const [i, node] of nodes.entries())
    configureNode(
      node.home,
      node.ports,
      addresses.filter((_, j) => j !== i),
      commitMs,
    );
}
