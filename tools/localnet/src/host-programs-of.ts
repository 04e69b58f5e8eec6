import { freePorts, type LocalNet } from '@pacer/testing';
import { HostPrograms, type HostProgramsOptions } from './host-programs.js';

/**
 * The programs of every Host of a network, not started yet.
 * @param rpcOf URLs that the programs of the Host at an index ask; those of its own validator and the next two where it gives none
 */
export async function hostProgramsOf(
  net: LocalNet,
  rpcOf: (index: number) => readonly string[] | undefined = () => undefined,
): Promise<HostPrograms[]> {
  const perHost = 4;
  const ports = await freePorts(net.nodes.length * perHost);
  return net.nodes.map((node, i) => {
    const own = portsFrom(ports.slice(i * perHost, (i + 1) * perHost));
    return new HostPrograms({ node, chainId: net.chainId, rpc: rpcOf(i) ?? nearest(net, i), ports: own });
  });
}

function nearest(net: LocalNet, index: number): string[] {
  const rpc = [0, 1, 2].map((k) => net.node((index + k) % net.nodes.length).rpc);
  return [...new Set(rpc)];
}

function portsFrom([engine = 0, submitter = 0, claimer = 0, contributor = 0]: number[]): HostProgramsOptions['ports'] {
  return { engine, submitter, claimer, contributor };
}
