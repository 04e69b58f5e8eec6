import { copyFileSync } from 'node:fs';
import { type HostPrograms, hostProgramsOf } from '@pacer/localnet';
import { type LocalNet, type LocalNode, prepareLocalNet, TcpProxy } from '@pacer/testing';
import { DemoFailed } from './failed.js';

/** Hosts by their index: whom it all happens to, who forgets to claim, and whose validator nothing of the first ever asks. */
const HERO = 1;
const FORGETFUL = 2;
const WITNESS = 3;

/**
 * Everything that the story happens to: four validators, the programs of four Hosts, and Host 2's three RPC endpoints behind proxies.
 * The fourth validator is one that nothing of Host 2 ever talks to.
 */
export class World {
  readonly net: LocalNet;
  readonly hosts: readonly HostPrograms[];
  readonly proxies: readonly TcpProxy[];

  private constructor(net: LocalNet, hosts: readonly HostPrograms[], proxies: readonly TcpProxy[]) {
    this.net = net;
    this.hosts = hosts;
    this.proxies = proxies;
  }

  static async prepare(onStep: (line: string) => void): Promise<World> {
    const net = await prepareLocalNet({ onStep });
    const proxies = await Promise.all(
      [0, 1, 2].map((i) => TcpProxy.start({ host: '127.0.0.1', port: net.node(i).ports.rpc })),
    );
    const hosts = await hostProgramsOf(net, (index) => (index === HERO ? proxies.map(({ url }) => url) : undefined));
    return new World(net, hosts, proxies);
  }

  /** Host 2, to whom it all happens. */
  get hero(): HostPrograms {
    return this.host(HERO);
  }

  get heroNode(): LocalNode {
    return this.net.node(HERO);
  }

  /** Host 3, whose claimer is stopped before the first cutoff and stays down. */
  get forgetful(): HostPrograms {
    return this.host(FORGETFUL);
  }

  /** A validator that nothing of Host 2 uses. */
  get witness(): LocalNode {
    return this.net.node(WITNESS);
  }

  host(index: number): HostPrograms {
    const host = this.hosts[index];
    if (!host) throw new RangeError(`there is no Host ${index + 1}`);
    return host;
  }

  proxy(index: number): TcpProxy {
    const proxy = this.proxies[index];
    if (!proxy) throw new RangeError(`there is no proxy ${index}`);
    return proxy;
  }

  /** Programs first: they wait for their chain, and no block is lost while they load. */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all(this.hosts.map((host) => orFail(host, host.start(undefined, signal), signal)));
    await this.net.start();
    await Promise.all(this.hosts.map((host) => orFail(host, host.ready(signal), signal)));
  }

  /** Host 3's key file and password in the place of Host 2's, for its claimer. */
  async stealKey(): Promise<void> {
    const { claimer } = this.hero.processes;
    const thief = this.net.node(2);
    await claimer.stop();
    copyFileSync(thief.keyFile, this.heroNode.keyFile);
    copyFileSync(thief.passwordFile, this.heroNode.passwordFile);
    await claimer.start();
  }

  /** Ends everything and returns the names of what was still there after it. */
  async stop({ keepFolder = false } = {}): Promise<string[]> {
    await Promise.all(this.hosts.map((host) => host.stop()));
    await this.net.stop({ keepFolder });
    await Promise.all(this.proxies.map((proxy) => proxy.close()));
    const all = [
      ...this.hosts.flatMap(({ processes }) => Object.values(processes)),
      ...this.net.nodes.map((node) => node.process),
    ];
    return all.filter((one) => one.lingering).map((one) => one.options.name);
  }
}

async function orFail(host: HostPrograms, started: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await started;
  } catch (error) {
    signal.throwIfAborted();
    const { host: api, engine } = host.processes;
    const found = error instanceof Error ? error.message : String(error);
    throw new DemoFailed(
      'start',
      `${host.options.node.name} ready for requests`,
      found,
      `${engine.tail(5)}\n${api.tail()}`,
    );
  }
}
