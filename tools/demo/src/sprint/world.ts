import { type HostPrograms, hostProgramsOf, type ProgramName } from '@pacer/localnet';
import { type Genesis, type LocalNet, type LocalNode, prepareLocalNet } from '@pacer/testing';

/** Hosts by their index, and the threads that each proves with. The first three are given their parts by what they weigh. */
export const HONEST = 3;
export const NEWCOMER = 4;
const THREADS = [1, 2, 4, 6, 3];
/** What runs beside each validator: no request is served in this story. */
const PROGRAMS: readonly ProgramName[] = ['contributor', 'prover'];
/** Longer windows than the local preset's: the programs of five Hosts share one machine. */
const TIME = {
  ...{ epoch_length: '140', sprint_span: '64', compute_span: '30', challenge_span: '30' },
  ...{ deal_close: '50' },
};
/** A validator that waits for a processor is not down. */
const DOWNTIME = { downtime_window: 40, downtime_missed: 20 };

/** Four validators that are equal at the start, a fifth Host that is not there yet, and the provers of all. */
export class SprintWorld {
  readonly net: LocalNet;
  readonly hosts: readonly HostPrograms[];

  private constructor(net: LocalNet, hosts: readonly HostPrograms[]) {
    this.net = net;
    this.hosts = hosts;
  }

  static async prepare(onStep: (line: string) => void): Promise<SprintWorld> {
    const net = await prepareLocalNet({ onStep, joiners: 1, editGenesis: withTime });
    const prover = (index: number) => ({
      threads: THREADS[index] ?? 1,
      // The honest one computes every nonce of everybody again; one such Host is enough (protocol §5).
      checks: index === HONEST ? 4096 : 0,
    });
    // The validator that is killed is nobody's only way to the chain; the honest one's comes first.
    const rpc = net.nodes.map((node) => node.rpc).reverse();
    return new SprintWorld(net, await hostProgramsOf(net, () => rpc, prover));
  }

  node(index: number): LocalNode {
    const node = [...this.net.nodes, ...this.net.joiners][index];
    if (!node) throw new RangeError(`there is no Host ${index + 1}`);
    return node;
  }

  host(index: number): HostPrograms {
    const host = this.hosts[index];
    if (!host) throw new RangeError(`there is no Host ${index + 1}`);
    return host;
  }

  threads(index: number): number {
    return THREADS[index] ?? 1;
  }

  /** The programs of the four first: they wait for their chain. */
  async start(signal: AbortSignal): Promise<void> {
    await Promise.all(this.hosts.slice(0, NEWCOMER).map((host) => host.start(PROGRAMS, signal)));
    await this.net.start();
  }

  /** The newcomer's node, which follows the others. */
  async startNewcomer(): Promise<void> {
    await this.node(NEWCOMER).process.start();
  }

  async startNewcomersPrograms(): Promise<void> {
    await this.host(NEWCOMER).start(PROGRAMS);
  }

  /** Ends everything and returns the names of what was still there after it. */
  async stop({ keepFolder = false } = {}): Promise<string[]> {
    await Promise.all(this.hosts.map((host) => host.stop()));
    await this.net.stop({ keepFolder });
    const all = [
      ...this.hosts.flatMap(({ processes }) => Object.values(processes)),
      ...[...this.net.nodes, ...this.net.joiners].map((node) => node.process),
    ];
    return all.filter((one) => one.lingering).map((one) => one.options.name);
  }
}

function withTime({ app_state: state }: Genesis): void {
  const epoch = state.epoch as { params: Record<string, unknown> };
  Object.assign(epoch.params, TIME);
  const host = state.host as { params: Record<string, unknown> };
  Object.assign(host.params, DOWNTIME);
}
