import { Endpoint, EndpointPool, pacerQuery, type PacerQuery } from '@pacer/client';
import { ChainAudit, hostProgramsOf, type HostPrograms, type ProgramName } from '@pacer/localnet';
import { type LocalNet, type LocalNode, prepareLocalNet, waitFor } from '@pacer/testing';

/** Time for so many blocks of half a second, on a machine that is slow and busy. */
const msFor = (blocks: bigint) => 120_000 + Number(blocks) * 3_000;

/**
 * A real network of four Hosts on which some programs of some Hosts run. What happened is read from the first Host's validator,
 * by queries and block by block.
 */
export class Arena {
  readonly net: LocalNet;
  readonly hosts: readonly HostPrograms[];
  readonly pool: EndpointPool;
  readonly query: PacerQuery;
  readonly audit: ChainAudit;

  private constructor(net: LocalNet, hosts: readonly HostPrograms[]) {
    this.net = net;
    this.hosts = hosts;
    const witness = new Endpoint(net.node(0).rpc);
    this.pool = new EndpointPool({ urls: [witness.url], chainId: net.chainId, probeEveryMs: 100 });
    this.query = pacerQuery(witness);
    this.audit = new ChainAudit(witness);
  }

  /**
   * @param running programs that each Host has from the start, in the order of Hosts
   * @param time parameters of the epoch that are not those of the local preset
   */
  static async start(
    running: readonly (readonly ProgramName[])[],
    time: Readonly<Record<string, string>> = {},
  ): Promise<Arena> {
    const net = await prepareLocalNet({
      validators: running.length,
      editGenesis: ({ app_state: state }) => {
        Object.assign(state.epoch?.params as Record<string, unknown>, time);
      },
    });
    const arena = new Arena(net, await hostProgramsOf(net));
    try {
      // Programs first: they wait for their chain, and no block is lost while they load.
      await Promise.all(arena.hosts.map((host, i) => host.start(running[i] ?? [])));
      await net.start();
      return arena;
    } catch (error) {
      await arena.stop();
      throw error;
    }
  }

  node(index: number): LocalNode {
    return this.net.node(index);
  }

  host(index: number): HostPrograms {
    const host = this.hosts[index];
    if (!host) throw new RangeError(`there is no Host ${index + 1}`);
    return host;
  }

  async height(): Promise<bigint> {
    return waitFor('the height', async () => (await this.query.epoch.status()).height);
  }

  /** Waits until a height is committed. */
  async until(height: bigint): Promise<void> {
    const blocks = height - (await this.height());
    if (blocks > 0n) await this.net.waitForHeight(Number(height), msFor(blocks));
  }

  /** Waits for a transaction in a block, whatever becomes of it. */
  async included(hash: string) {
    return waitFor(`the transaction ${hash} in a block`, async () => {
      await this.audit.catchUp();
      return this.audit.txs.find((tx) => tx.hash === hash);
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.stop()));
    this.pool.close();
    await this.net.stop();
  }
}
