import { freePorts, type LocalNet } from '@pacer/testing';
import { HostPrograms } from './host-programs.js';

/** The programs of every Host of a network, not started yet; each asks its own validator and the next two. */
export async function hostProgramsOf(net: LocalNet): Promise<HostPrograms[]> {
  const ports = await freePorts(net.nodes.length * 3);
  return net.nodes.map((node, i) => {
    const [engine = 0, submitter = 0, claimer = 0] = ports.slice(i * 3, i * 3 + 3);
    const rpc = [0, 1, 2].map((k) => net.node((i + k) % net.nodes.length).rpc);
    return new HostPrograms({
      node,
      chainId: net.chainId,
      rpc: [...new Set(rpc)],
      ports: { engine, submitter, claimer },
    });
  });
}
