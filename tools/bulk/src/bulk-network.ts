import { Endpoint, EndpointPool } from '@pacer/client';
import { ChainAudit, hostProgramsOf } from '@pacer/localnet';
import { type Genesis, type LocalNet, startLocalNet } from '@pacer/testing';
import { BulkHost } from './bulk-host.js';
import { ChainTally } from './chain-tally.js';
import { DutySource } from './duty-source.js';

export interface BulkNetworkOptions {
  /** of all Hosts together */
  readonly records: number;
  readonly poisonEvery: number;
  /** of all Hosts together; 0 for as many as they can */
  readonly recordsPerSecond: number;
  /** blocks of an epoch: all of the run goes into one */
  readonly epochLength: number;
  readonly say: (line: string) => void;
  /** kept afterwards; a temporary one by default */
  readonly dir?: string;
}

/** A local network with a submitter and a writer for each Host, and one node that none of them asks. */
export class BulkNetwork {
  readonly net: LocalNet;
  readonly hosts: readonly BulkHost[];
  readonly witness: EndpointPool;
  readonly duties: DutySource;
  readonly tally = new ChainTally();
  readonly #blocks: ChainAudit;
  #counted = 0;

  private constructor(net: LocalNet, hosts: readonly BulkHost[], witness: EndpointPool, duties: DutySource) {
    this.net = net;
    this.hosts = hosts;
    this.witness = witness;
    this.duties = duties;
    this.#blocks = new ChainAudit(new Endpoint(witnessOf(net).rpc));
  }

  static async start(options: BulkNetworkOptions): Promise<BulkNetwork> {
    const { records, poisonEvery, recordsPerSecond, epochLength, say, dir } = options;
    const editGenesis = (genesis: Genesis) =>
      void Object.assign(epochParams(genesis), { epoch_length: String(epochLength) });
    const net = await startLocalNet({ editGenesis, onStep: say, ...(dir !== undefined && { dir }) });
    try {
      const asked = net.nodes.slice(0, -1).map(({ rpc }) => rpc);
      const count = net.nodes.length;
      const hosts = (await hostProgramsOf(net, () => asked)).map((programs, place) => {
        const share = Math.floor(records / count) + Number(place < records % count);
        return new BulkHost({
          ...{ programs, place, poisonEvery, records: share },
          recordsPerSecond: recordsPerSecond / count,
        });
      });
      const witness = new EndpointPool({ urls: [witnessOf(net).rpc], chainId: net.chainId, probeEveryMs: 50 });
      return new BulkNetwork(net, hosts, witness, await DutySource.open(witness, net.nodes));
    } catch (error) {
      await net.stop();
      throw error;
    }
  }

  async startHosts(): Promise<void> {
    await Promise.all(this.hosts.map((host) => host.start()));
  }

  /** Counts the blocks that came since the last time. */
  async catchUp(): Promise<void> {
    await this.#blocks.catchUp();
    for (const tx of this.#blocks.txs.slice(this.#counted)) this.tally.add(tx);
    this.#counted = this.#blocks.txs.length;
  }

  async stop({ keepFolder = false } = {}): Promise<void> {
    this.witness.close();
    await Promise.all(this.hosts.map((host) => host.stop()));
    await this.net.stop({ keepFolder });
  }
}

function witnessOf(net: LocalNet) {
  return net.node(net.nodes.length - 1);
}

function epochParams(genesis: Genesis): Record<string, unknown> {
  return genesis.app_state.epoch?.params as Record<string, unknown>;
}
